import { createHash } from 'node:crypto';
import type { ObjectTypes } from '@flotilla/machinery';
import type { KindFacts } from '../kind.ts';
import { createDocument } from './document.ts';
import { rootPath } from './paths.ts';

/** What `/openapi/v3` answers: where each group version's document is. */
export interface OpenApiIndex {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
}

/** Source: Kubernetes documentation, "Kubernetes API: OpenAPI V3". Documents are made when first asked for. */
export interface OpenApi {
  /** The URLs carry a hash of their document, so that clients may keep it for ever. */
  index(): OpenApiIndex;
  /** The document of `api/v1` or `apis/apps/v1`, as JSON; undefined where no served kind is there. */
  document(path: string): string | undefined;
}

export interface OpenApiDeps {
  readonly kinds: readonly KindFacts[];
  readonly types: ObjectTypes;
}

export function createOpenApi({ kinds, types }: OpenApiDeps): OpenApi {
  const kindsByPath = Map.groupBy(kinds, (kind) => rootPath(kind).slice(1));
  const documents = new Map<string, string>();
  let index: OpenApiIndex | undefined;

  function document(path: string): string | undefined {
    const members = kindsByPath.get(path);
    if (members !== undefined && !documents.has(path)) {
      documents.set(path, JSON.stringify(createDocument(members, types)));
    }
    return documents.get(path);
  }

  function entry(path: string) {
    return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(document(path) ?? '')}` }] as const;
  }

  return {
    document,
    index() {
      index ??= { paths: Object.fromEntries([...kindsByPath.keys()].map(entry)) };
      return index;
    },
  };
}

function hashOf(document: string): string {
  return createHash('sha256').update(document).digest('hex').toUpperCase();
}
