/** One import or re-export of a source file. */
export interface Import {
  /** As written: `./keys.ts`, `@flotilla/store`, `node:fs`. */
  readonly specifier: string;
  /** 1 for the file's first line. */
  readonly line: number;
}

export interface SourceFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly imports: readonly Import[];
  /** Lines with `export *`. */
  readonly starExports: readonly number[];
  /** Lines with a default export. */
  readonly defaultExports: readonly number[];
}

const importing =
  /^[ \t]*(?:import|export)\b(?:[^'"`;=()]*?\bfrom)?\s*['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/gm;
const starExport = /^[ \t]*export\s*(?:type\s*)?\*/gm;
const defaultExport = /^[ \t]*export\s+default\b|^[ \t]*export\s*\{[^}]*\bas\s+default\b/gm;

/** Reads what the layer rules look at out of a TypeScript file's text. */
export function readSourceFile(path: string, text: string): SourceFile {
  const code = blankComments(text);
  const lineOf = (index: number) => code.slice(0, index).split('\n').length;
  const linesOf = (pattern: RegExp) => [...code.matchAll(pattern)].map((match) => lineOf(match.index));
  return {
    path,
    imports: [...code.matchAll(importing)].map((match) => ({
      specifier: match[1] ?? match[2] ?? '',
      line: lineOf(match.index),
    })),
    starExports: linesOf(starExport),
    defaultExports: linesOf(defaultExport),
  };
}

/** Comments that begin a line, with their newlines kept: examples in them import nothing. */
function blankComments(text: string): string {
  return text.replace(/^[ \t]*(?:\/\/.*|\/\*[\s\S]*?\*\/)/gm, (comment) => comment.replace(/[^\n]/g, ' '));
}
