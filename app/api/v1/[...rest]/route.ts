import { notThere } from '@/lib/http/not-there'

export { notThere as DELETE, notThere as GET, notThere as PATCH, notThere as POST, notThere as PUT }
