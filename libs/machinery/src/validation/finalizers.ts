/** While an object has it, the garbage collector takes it from its dependents' owners before it lets the object go. */
export const ORPHAN_FINALIZER = 'orphan';
/** While an object has it, the garbage collector deletes its dependents before it lets the object go. */
export const FOREGROUND_FINALIZER = 'foregroundDeletion';
