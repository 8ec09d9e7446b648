export { type ListedModel, readModels, writeModel, writeModels } from './models.ts'
