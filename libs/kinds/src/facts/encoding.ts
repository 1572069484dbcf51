import type { Field, Json } from '@flotilla/machinery';

/** `generated/types.json`: packages by the name that their types' OpenAPI names start with (`io.k8s.api.core.v1`). */
export type EncodedTypes = Readonly<Record<string, EncodedPackage>>;

export interface EncodedPackage {
  /** What the objects' apiVersion says; absent where no object is of this package. */
  readonly groupVersion?: string;
  /** The types that are whole objects: with apiVersion and kind. */
  readonly objects: readonly string[];
  readonly types: Readonly<Record<string, EncodedStruct>>;
}

export interface EncodedStruct {
  readonly fields: readonly EncodedField[];
  readonly inlined?: Readonly<Record<string, string>>;
  readonly mapType?: 'atomic' | 'granular';
}

/**
 * Name, shape (`shape.ts` reads it), flags, protobuf number (0: not on the wire), and the facts that few fields have.
 * Flags: `r` required, `p` a Go pointer, `e` Go leaves out a zero value.
 */
export type EncodedField = readonly [string, string, string, number, ExtraFacts?];

export type ExtraFacts = Pick<
  Field,
  'enum' | 'patchStrategy' | 'patchMergeKey' | 'listType' | 'listMapKeys' | 'mapType'
> & { readonly default?: Json };

/** One element of `generated/kinds.json`, in discovery's order of preference. */
export interface EncodedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly {
    readonly name: string;
    readonly group: string;
    readonly version: string;
    readonly kind: string;
    readonly verbs: readonly string[];
  }[];
  /** The name of the objects' type. */
  readonly type: string;
}
