import { readFileSync } from 'node:fs';
import { type FieldReader, readFields, SettingsError } from './fields.ts';
import { logLevels } from './logger.ts';
import type { BusSettings, Settings, SimulatedNodeSettings, StoreSettings } from './settings.ts';

type Section = Exclude<{ [K in keyof Settings]: undefined extends Settings[K] ? K : never }[keyof Settings], undefined>;

/** Where the path of a process's settings file is told. */
export const settingsVariable = 'FLOTILLA_SETTINGS';

/** Reads and checks a settings file, by default the one the environment names. Throws {@link SettingsError}. */
export function loadSettings(path = process.env[settingsVariable]): Settings {
  if (path === undefined) throw new SettingsError(`Cannot start: ${settingsVariable} must name a settings file`);
  return parseSettings(readText(path), path);
}

/** `source` names where the text came from, for messages. */
export function parseSettings(text: string, source: string): Settings {
  const reader = readFields(parseJson(text, source), source);
  return {
    cluster: reader.section('cluster', readCluster),
    logLevel: reader.oneOf('logLevel', logLevels),
    dataFolder: reader.string('dataFolder'),
    telemetry: reader.section('telemetry', (telemetry) => ({
      folder: telemetry.string('folder'),
      ...(telemetry.has('otlpEndpoint') && { otlpEndpoint: telemetry.string('otlpEndpoint') }),
    })),
    ...(reader.has('store') && { store: reader.section('store', readStore) }),
    ...(reader.has('bus') && { bus: reader.section('bus', readBus) }),
    ...(reader.has('api') && { api: reader.section('api', readApi) }),
    ...(reader.has('serviceAccounts') && {
      serviceAccounts: reader.section('serviceAccounts', (accounts) => strings(accounts, ['issuer', 'signingKeyFile'])),
    }),
    ...(reader.has('node') && {
      node: reader.section('node', (node) => ({
        ...strings(node, ['name', 'address', 'dockerSocket']),
        ...(node.has('machineProcess') && { machineProcess: node.string('machineProcess') }),
      })),
    }),
    ...(reader.has('joining') && {
      joining: reader.section('joining', (joining) => strings(joining, ['busAuthorityFile'])),
    }),
    ...(reader.has('ingress') && {
      ingress: reader.section('ingress', (ingress) => strings(ingress, ['file', 'apiUrl', 'address'])),
    }),
    ...(reader.has('simulatedNodes') && {
      simulatedNodes: reader.list('simulatedNodes', readSimulatedNode),
    }),
  };
}

/** The section that a process cannot do without. Throws {@link SettingsError} where it is absent. */
export function requiredSection<S extends Section>(settings: Settings, name: S): NonNullable<Settings[S]> {
  const section = settings[name];
  if (section === undefined) throw new SettingsError(`Cannot start: settings must have a section ${name}, got none`);
  return section;
}

function readCluster(cluster: FieldReader) {
  return strings(cluster, ['id', 'domain', 'podRange', 'serviceRange', 'authorityFile', 'apiUrl']);
}

function readBus(bus: FieldReader): BusSettings {
  const url = bus.string('url');
  return {
    url,
    credentials: bus.section('credentials', (section) => strings(section, ['jwt', 'seed', 'inboxPrefix'])),
  };
}

function readSimulatedNode(node: FieldReader): SimulatedNodeSettings {
  return { name: node.string('name'), bus: node.section('bus', readBus) };
}

function readApi(api: FieldReader) {
  return { ...strings(api, ['host', 'certificateFile', 'keyFile']), port: api.integer('port') };
}

function readStore(store: FieldReader): StoreSettings {
  return {
    ...strings(store, ['password', 'sealingKeyFile']),
    address: store.section('address', (address) =>
      address.has('socketPath') ? { socketPath: address.string('socketPath') } : { url: address.string('url') },
    ),
  };
}

function strings<N extends string>(reader: FieldReader, names: readonly N[]): Readonly<Record<N, string>> {
  return Object.fromEntries(names.map((name) => [name, reader.string(name)])) as Record<N, string>;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SettingsError(`Cannot read settings ${path}: the file must be readable`, { cause: error });
  }
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SettingsError(`Cannot read settings ${source}: the file must hold JSON`, { cause: error });
  }
}
