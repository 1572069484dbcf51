import type { Columns, FieldError, KubernetesObject, NameRule, StructType } from '@flotilla/machinery';

export type { Cell, Column, Columns, NameRule } from '@flotilla/machinery';

/** A subresource as discovery lists it. */
export interface SubresourceFacts {
  /** `status`, `log`, `scale`. */
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** One kind of a default kube-apiserver 1.36: what discovery says of it, and the type of its objects. */
export interface KindFacts {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The plural: `pods`. */
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly SubresourceFacts[];
  /** The objects' type in the schema: `io.k8s.api.core.v1.Pod`. */
  readonly type: StructType;
}

/**
 * What a kind does beyond its facts. Every member is optional: a kind without any of them is stored, defaulted and
 * validated by its schema and its metadata alone. All functions are pure; those that return nothing change the object
 * they are given, which is the request's own copy.
 */
export interface KindBehaviour {
  /** Fills what upstream's defaulting fills and the schema's own `default`s do not. */
  applyDefaults?(object: KubernetesObject): void;
  /** Makes a new object start as it must: status emptied or initial, and the like. */
  prepareCreate?(object: KubernetesObject): void;
  /** Takes from `previous` what a write of the main resource must not change (besides `status`, which is general). */
  prepareUpdate?(next: KubernetesObject, previous: KubernetesObject): void;
  /** What holds of every object, new or changed. Not asked for writes of a subresource. */
  validate?(object: KubernetesObject): FieldError[];
  /** What holds of new objects besides `validate`. */
  validateCreate?(object: KubernetesObject): FieldError[];
  /** What may not change, for writes of the main resource. `validate` has passed. */
  validateUpdate?(next: KubernetesObject, previous: KubernetesObject): FieldError[];
  /** As `prepareUpdate`, for writes of `status`. */
  prepareStatusUpdate?(next: KubernetesObject, previous: KubernetesObject): void;
  validateStatusUpdate?(next: KubernetesObject, previous: KubernetesObject): FieldError[];
  /** The rules of writes through other subresources that take the object itself: `finalize`, `ephemeralcontainers`. */
  readonly subresources?: Readonly<Record<string, SubresourceBehaviour>>;
  /** How `metadata.name` is checked; a DNS subdomain where absent. */
  readonly nameRule?: NameRule;
  readonly columns?: Columns;
  /** The fields that a field selector may name besides metadata.name and metadata.namespace, by path. */
  selectableFields?(object: KubernetesObject): Readonly<Record<string, string>>;
  /** Texts for Warning headers, on create. */
  warnings?(object: KubernetesObject): string[];
  /** The same on update of the main resource. */
  updateWarnings?(next: KubernetesObject, previous: KubernetesObject): string[];
  /** Whether a new object keeps the status it came with (Nodes); otherwise a kind with a status starts without. */
  readonly keepsStatusOnCreate?: boolean;
  /** Whether `metadata.generation` counts changes of what the object asks for: of its spec, where it has one. */
  readonly generation?: boolean;
  /** Stored objects vanish after this long (Events). */
  readonly expiresAfterSeconds?: number;
  /** What a commit guard can compare (a Lease's holder and transitions), as one string. */
  guardMark?(object: KubernetesObject): string;
  /** How many seconds a graceful deletion gives this object; undefined: deleted at once. */
  deletionGraceSeconds?(object: KubernetesObject, asked: number | undefined): number | undefined;
  /**
   * Where this is present an object is never deleted at once: the first deletion only marks it (`deletionTimestamp`)
   * and calls this for what else changes; it vanishes when `deletable` says so and it has no finalizers left.
   */
  beginDeletion?(object: KubernetesObject): void;
  /** Whether a deletion that does not say so leaves what an object of this kind owns. */
  readonly orphansDependents?: boolean;
  /** Whether nothing of the kind's own (a Namespace's `spec.finalizers`) keeps a terminating object. */
  deletable?(object: KubernetesObject): boolean;
  /** Whether a PUT of an object that does not exist creates it. */
  readonly createsOnUpdate?: boolean;
  /** Whether an update without `metadata.resourceVersion` is refused. */
  readonly requiresResourceVersion?: boolean;
  /** Where this kind is another form of a stored one. */
  readonly view?: KindView;
  /** Said as a Warning on every request for a kind that is to go. */
  readonly deprecation?: string;
  /** Said as a Warning on every write of a kind that is stored but not yet enforced. */
  readonly unenforced?: string;
}

/** The rules of one subresource that is written with the object itself. */
export interface SubresourceBehaviour {
  /** Leaves of `next` only what this subresource may change. */
  prepareUpdate(next: KubernetesObject, previous: KubernetesObject): void;
  validateUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[];
  /** Whether `metadata.generation` stays although the spec changes through it. */
  readonly keepsGeneration?: boolean;
}

/** One store, two forms: events.k8s.io's Event is stored as core's. Both functions make a new object. */
export interface KindView {
  /** The stored kind, as `<group>/<Kind>`: `/Event`. */
  readonly of: string;
  toStored(object: KubernetesObject): KubernetesObject;
  fromStored(object: KubernetesObject): KubernetesObject;
}

/** A kind, whole. */
export interface Kind extends KindFacts {
  readonly behaviour: KindBehaviour;
}

/** Finds kinds. Names as discovery writes them. */
export interface Kinds {
  readonly all: readonly Kind[];
  /** By the URL: group, version and resource. */
  byResource(group: string, version: string, resource: string): Kind | undefined;
  /** By what an object says of itself: `apps/v1`, `Deployment`. */
  byKind(apiVersion: string, kind: string): Kind | undefined;
  /** What a list of a kind is called, and whatever else no object of its own has: `io.k8s.api.core.v1.Binding`. */
  message(apiVersion: string, kind: string): StructType | undefined;
}
