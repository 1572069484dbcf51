export type { Api, ApiDeps, ApiOptions } from './api.ts';
export { createApi } from './api.ts';
export { GIT_VERSION } from './server/version.ts';
