-- AlterTable
ALTER TABLE "products" ADD COLUMN     "answer_shape" TEXT NOT NULL DEFAULT 'full',
ADD COLUMN     "routes" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "system_prompt" TEXT NOT NULL DEFAULT '';
