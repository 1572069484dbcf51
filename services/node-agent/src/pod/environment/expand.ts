/** What `$(NAME)` stands for. */
export type Expansion = ReadonlyMap<string, string>;

/**
 * Replaces each `$(NAME)` by what it stands for; unknown names stay as they are, and `$$` stands for one dollar sign.
 * Source: Kubernetes documentation, "Define Dependent Environment Variables".
 */
export function expand(text: string, variables: Expansion): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (whole, first: string, name: string | undefined) =>
    first === '$' ? '$' : (variables.get(name ?? '') ?? whole),
  );
}
