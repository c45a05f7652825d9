/** The part of the management API that is about API Management instances: connected, read, written, compared. */

import { checkAzureDrift, getAzureDrift, resolveAzureDrift } from '@/lib/azure/drift/drift-operations'
import { getAzureImport, startAzureImport, stopAzureImport } from '@/lib/azure/import/import-operations'
import { chooseAzurePlan, getAzurePlan, listAzurePlanItems } from '@/lib/azure/import/plan-operations'
import {
  createAzureInstance,
  deleteAzureInstance,
  getAzureInstance,
  listAzureInstances,
  updateAzureInstance,
} from '@/lib/azure/instances/instance-operations'
import { testAzureInstance } from '@/lib/azure/instances/test-instance'
import {
  getAzurePublish,
  listAzurePublishes,
  ownAzureEntity,
  publishToAzure,
  resumeAzurePublish,
  revertAzurePublish,
} from '@/lib/azure/publish/publish-operations'
import { listAzureEntities } from '@/lib/azure/read/estate-rows'
import { getAzureRead, listAzureReads, resumeAzureRead, startAzureRead } from '@/lib/azure/read/read-operations'
import { route } from '@/lib/http/route'

export const azureRoutes = {
  '/azure/instances': {
    GET: route('List API Management instances', listAzureInstances),
    POST: route('Connect an API Management instance', createAzureInstance),
  },
  '/azure/instances/{id}': {
    GET: route('Get an API Management instance', getAzureInstance),
    PATCH: route('Change how an API Management instance is reached', updateAzureInstance),
    DELETE: route('Disconnect an API Management instance; nothing at Azure changes', deleteAzureInstance),
  },
  '/azure/instances/{id}/test': { POST: route('Test the connection, and say which rights are missing', testAzureInstance) },
  '/azure/instances/{id}/reads': {
    GET: route('List readings of an instance, newest first', listAzureReads),
    POST: route('Begin to read an instance', startAzureRead),
  },
  '/azure/instances/{id}/entities': { GET: route('What was read of an instance last, one kind at a time', listAzureEntities) },
  '/azure/instances/{id}/plan': {
    GET: route('What an instance becomes here, in numbers', getAzurePlan),
    POST: route('Choose how an instance is planned: who pays, which models', chooseAzurePlan),
  },
  '/azure/instances/{id}/plan/items': { GET: route('The plan of an instance, thing by thing', listAzurePlanItems) },
  '/azure/instances/{id}/imports': { POST: route('Accept the plan: bring the instance over', startAzureImport) },
  '/azure/imports/{id}': { GET: route('How far an import is', getAzureImport) },
  '/azure/imports/{id}/stop': { POST: route('Stop an import; what was made stays', stopAzureImport) },
  '/azure/reads/{id}': { GET: route('How far a reading is', getAzureRead) },
  '/azure/reads/{id}/resume': { POST: route('Go on with a reading that failed', resumeAzureRead) },
  '/azure/instances/{id}/publishes': {
    GET: route('List publishings, newest first', listAzurePublishes),
    POST: route('Publish to an instance; a dry run unless told otherwise', publishToAzure),
  },
  '/azure/instances/{id}/owners': { POST: route('Take an entity over, or hand it to API Management', ownAzureEntity) },
  '/azure/instances/{id}/drift': {
    GET: route('What the last comparison found', getAzureDrift),
    POST: route('Compare an instance with what is here now', checkAzureDrift),
  },
  '/azure/instances/{id}/drift/resolve': { POST: route('Keep theirs or keep ours, for a field or an entity', resolveAzureDrift) },
  '/azure/publishes/{id}': { GET: route('How far a publishing is', getAzurePublish) },
  '/azure/publishes/{id}/resume': { POST: route('Go on with a publishing that stopped', resumeAzurePublish) },
  '/azure/publishes/{id}/revert': { POST: route('Take the writes of a publishing back', revertAzurePublish) },
} as const
