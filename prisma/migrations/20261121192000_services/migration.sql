-- Models that are no models of words but HTTP services, and the part of their OpenAPI document that is served.
ALTER TABLE "models" ADD COLUMN "service" JSONB, ADD COLUMN "service_document" JSONB;
