/** Which right a request needs, in the words of Azure's roles, and whether a list of rights has it. */
import { kindOf } from './rules'

const NAMESPACE = 'Microsoft.ApiManagement/service'

export function actionOf(method: string, path: string): string {
  const segments = path.split('/')
  const last = segments.at(-1) ?? ''
  if (method === 'POST') return `${NAMESPACE}/${kindOf(segments.slice(0, -1).join('/'))}/${last}/action`
  const verb = method === 'GET' || method === 'HEAD' ? 'read' : method === 'DELETE' ? 'delete' : 'write'
  return path === '' ? `${NAMESPACE}/${verb}` : `${NAMESPACE}/${kindOf(path)}/${verb}`
}

/** Rights may have wildcards, as in roles. */
export function hasRight(rights: readonly string[], action: string): boolean {
  return rights.some((right) => new RegExp(`^${right.split('*').map(literal).join('.*')}$`, 'i').test(action))
}

function literal(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
}
