-- What a re-rating was worked out from. Those that were worked out before cannot tell whether they still hold: they are worked out again.
-- AlterTable
ALTER TABLE "reratings" ADD COLUMN     "basis" TEXT NOT NULL DEFAULT '';
