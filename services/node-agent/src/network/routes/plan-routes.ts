/** The Pods of `range` are reached through the node at `via`. */
export interface Route {
  readonly range: string;
  readonly via: string;
}

export interface RoutesPlan {
  readonly add: readonly Route[];
  readonly remove: readonly Route[];
}

/** Routes are told apart by their range: one that leads elsewhere now is replaced, which loses no packet. */
export function planRoutes(wanted: readonly Route[], present: readonly Route[]): RoutesPlan {
  const viaOf = (routes: readonly Route[]) => new Map(routes.map(({ range, via }) => [range, via]));
  const [wantedVia, presentVia] = [viaOf(wanted), viaOf(present)];
  return {
    add: wanted.filter(({ range, via }) => presentVia.get(range) !== via),
    remove: present.filter(({ range }) => !wantedVia.has(range)),
  };
}
