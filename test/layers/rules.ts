import { posix } from 'node:path';
import { findCycles } from './cycles.ts';
import { confinements, layerOf } from './layers.ts';
import type { Import, SourceFile } from './source-file.ts';

/** Every breach of the layer rules, each a sentence that says where, what, and what to do instead. */
export function findBreaches(files: readonly SourceFile[]): string[] {
  return [
    ...files.flatMap((file) => [
      ...file.imports.flatMap((found) => importBreaches(file, found)),
      ...file.starExports.map((line) => `${file.path}:${line} has "export *": name what it exports.`),
      ...file.defaultExports.map((line) => `${file.path}:${line} has a default export: give it its name.`),
    ]),
    ...unplacedPackages(files),
    ...scatteredPackages(files),
    ...findCycles(files).map(
      (cycle) => `${cycle.join(' → ')} import each other in a circle: move what they share into a file of its own.`,
    ),
  ];
}

/** `libs/store` of `libs/store/src/keys.ts`. */
export function packageFolderOf(path: string): string {
  const [top = '', name = ''] = path.split('/');
  return top === 'libs' || top === 'services' ? `${top}/${name}` : top;
}

function importBreaches(file: SourceFile, found: Import): string[] {
  const { specifier } = found;
  if (specifier.startsWith('.')) return relativeBreaches(file, found);
  if (specifier.startsWith('@flotilla/')) return [...doorBreaches(file, found), ...layerBreaches(file, found)];
  return confinementBreaches(file, found);
}

function relativeBreaches(file: SourceFile, { specifier, line }: Import): string[] {
  const target = posix.join(posix.dirname(file.path), specifier);
  const [own, other] = [packageFolderOf(file.path), packageFolderOf(target)];
  if (own === other) return [];
  return [
    `${file.path}:${line} reaches into ${other} by path: import from its door, @flotilla/${other.split('/').at(-1)}.`,
  ];
}

function doorBreaches(file: SourceFile, { specifier, line }: Import): string[] {
  const [scope, name, ...rest] = specifier.split('/');
  const door = rest.join('/');
  if (door === '' || isDoorOfKinds(name, door) || (door === 'testing' && isForTests(file.path))) return [];
  if (door === 'testing') {
    return [`${file.path}:${line} imports ${specifier}, whose doubles are for tests: move the use into a test.`];
  }
  return [
    `${file.path}:${line} imports ${specifier} past the package's doors: export it from ${scope}/${name}'s src/index.ts.`,
  ];
}

/** The kinds' generated types have a door for each group and version, `@flotilla/kinds/core/v1`; node agents have theirs. */
function isDoorOfKinds(name: string | undefined, door: string): boolean {
  return name === 'kinds' && (door === 'node' || /^[a-z]+\/v\d+$/.test(door));
}

function isForTests(path: string): boolean {
  return /\.test\.ts$|\/src\/testing(\.ts$|\/)|\/(test|fixtures)\/|^(test|bench)\//.test(path);
}

function layerBreaches(file: SourceFile, { specifier, line }: Import): string[] {
  const own = packageFolderOf(file.path);
  const other = folderOfPackage(specifier);
  const [ownLayer, otherLayer] = [layerOf(own), layerOf(other)];
  if (own === other || ownLayer === undefined || otherLayer === undefined || otherLayer < ownLayer) return [];
  const where = `${file.path}:${line} imports ${specifier}`;
  if (own.startsWith('services/') && other.startsWith('services/')) {
    return [`${where}, another service: move what both need into libs/, or let them meet over the store or the bus.`];
  }
  const place = otherLayer === ownLayer ? 'beside' : 'above';
  return [`${where}, which lies ${place} ${own}: move what is needed below ${own}, or pass it in as an argument.`];
}

/** `@flotilla/store` is in `libs/store`, `@flotilla/relay` in `services/relay`, `@flotilla/cli` in `cli`. */
function folderOfPackage(specifier: string): string {
  const name = specifier.split('/')[1] ?? '';
  return [`libs/${name}`, name].find((folder) => layerOf(folder) !== undefined) ?? `services/${name}`;
}

function confinementBreaches(file: SourceFile, { specifier, line }: Import): string[] {
  const own = packageFolderOf(file.path);
  return confinements
    .filter(({ foreign, homes }) => foreign.test(specifier) && !homes.includes(own))
    .map(
      ({ homes }) =>
        `${file.path}:${line} imports ${specifier}, which only ${homes.join(' and ')} may: move the use there, behind its door.`,
    );
}

function scatteredPackages(files: readonly SourceFile[]): string[] {
  return confinements
    .filter(({ oneFile }) => oneFile)
    .flatMap(({ foreign }) => {
      const users = files.filter((file) => file.imports.some(({ specifier }) => foreign.test(specifier)));
      if (users.length < 2) return [];
      const paths = users.map(({ path }) => path);
      return [`${paths.join(' and ')} all import ${packageName(foreign)}: move their uses into one of them.`];
    });
}

function packageName(foreign: RegExp): string {
  return foreign.source.replace(/[\^$]/g, '');
}

function unplacedPackages(files: readonly SourceFile[]): string[] {
  const folders = new Set(files.map(({ path }) => packageFolderOf(path)));
  return [...folders]
    .filter((folder) => layerOf(folder) === undefined)
    .map((folder) => `${folder} is in no layer: give it a place in test/layers/layers.ts.`);
}
