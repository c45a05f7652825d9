-- Other names of a model; a pool's member that takes no new calls.
ALTER TABLE "models" ADD COLUMN "aliases" TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "pool_members" ADD COLUMN "is_drained" BOOLEAN NOT NULL DEFAULT false;
