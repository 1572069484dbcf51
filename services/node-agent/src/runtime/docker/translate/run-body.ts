import { type Expansion, expand } from '../../../pod/environment/expand.ts';
import type { StoredPod } from '../../../pod/stored-pod.ts';
import type { Mount, RunRequest } from '../../runtime.ts';
import type { BindMount, ContainerBody, HostConfig } from './container-body.ts';
import { type OomScoreLimits, oomScore } from './oom-score.ts';
import { resourceSettings } from './resources.ts';
import { securitySettings } from './security.ts';

/** What a run gets from its node and its sandbox. */
export interface RunSurroundings {
  readonly sandboxId: string;
  readonly labels: Record<string, string>;
  readonly cgroupParent: string;
  /** Files of the Pod's own, on the node. */
  readonly hostsFile: string;
  readonly resolvConfFile: string;
  readonly terminationFile: string;
  readonly oomScores: OomScoreLimits;
  /** Capabilities that no process of the machine can have. */
  readonly missing: readonly string[];
  /** The Pod's, for the variable HOSTNAME; undefined on the node's own network. */
  readonly machineName: string | undefined;
  readonly gate: Gate | undefined;
}

/** The program that holds the container up until its machine has its name. */
export interface Gate {
  /** On the node. */
  readonly file: string;
  readonly closedWhileNamed: string;
  readonly imageEntrypoint: readonly string[];
  readonly imageArguments: readonly string[];
}

/** Where containers that need it find the gate. */
const gatePath = '/.flotilla/gate';

/** The API server's default. */
const defaultTerminationPath = '/dev/termination-log';

/** Output is kept on the node up to 30 MB a run; a follower that is slower than that loses the oldest. */
const logFiles = { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } };

/**
 * A container of a Pod as the Engine is asked for it: in the sandbox's namespaces, with the Pod's files. A command
 * replaces the image's entrypoint and its arguments, arguments alone replace the image's arguments, as the Engine's
 * `Entrypoint` and `Cmd` do by themselves.
 */
export function runBody(request: RunRequest, surroundings: RunSurroundings): ContainerBody {
  const { pod, container, environment, imageUser = '' } = request;
  const { machineName, gate, missing } = surroundings;
  const { HostConfig: security, ...user } = securitySettings(pod, container, { missing, imageUser });
  const { stopSignal } = container.lifecycle ?? {};
  // The Engine would set it to the name that the sandbox was made with.
  const named = machineName === undefined ? [] : [{ name: 'HOSTNAME', value: machineName }];
  return {
    Image: container.image ?? '',
    ...user,
    ...(stopSignal !== undefined && { StopSignal: stopSignal }),
    ...gated(commandOf(request), gate),
    ...(container.workingDir && { WorkingDir: container.workingDir }),
    Env: [...named, ...environment].map(({ name, value }) => `${name}=${value}`),
    Tty: container.tty ?? false,
    OpenStdin: container.stdin ?? false,
    StdinOnce: container.stdinOnce ?? false,
    Labels: surroundings.labels,
    HostConfig: {
      ...namespaces(pod, surroundings.sandboxId),
      CgroupParent: surroundings.cgroupParent,
      ...mountsOf(request, surroundings),
      LogConfig: logFiles,
      OomScoreAdj: oomScore(pod, container, surroundings.oomScores),
      ...security,
      ...resourceSettings(container.resources ?? {}),
    },
  };
}

/** A container that mounts something of its own in the place of one of the Pod's files sees that. */
function mountsOf({ container, mounts = [] }: RunRequest, surroundings: RunSurroundings): HostConfig {
  const { hostsFile, resolvConfFile, terminationFile, gate } = surroundings;
  const { terminationMessagePath: terminationPath = defaultTerminationPath } = container;
  const own = [
    { path: terminationPath, bind: `${terminationFile}:${terminationPath}` },
    { path: '/etc/hosts', bind: `${hostsFile}:/etc/hosts` },
    { path: '/etc/resolv.conf', bind: `${resolvConfFile}:/etc/resolv.conf` },
    ...(gate === undefined ? [] : [{ path: gatePath, bind: `${gate.file}:${gatePath}:ro` }]),
  ];
  const taken = new Set(mounts.map(({ containerPath }) => containerPath));
  return {
    Binds: own.filter(({ path }) => !taken.has(path)).map(({ bind }) => bind),
    ...(mounts.length > 0 && { Mounts: mounts.map(bindMount) }),
  };
}

function bindMount({ hostPath, containerPath, readOnly, propagation }: Mount): BindMount {
  const target = containerPath.startsWith('/') ? containerPath : `/${containerPath}`;
  const options = { Propagation: propagation };
  return { Type: 'bind', Source: hostPath, Target: target, ReadOnly: readOnly, BindOptions: options };
}

/** Processes are the container's own unless the Pod shares them; then the sandbox's is the first, and reaps the others. */
function namespaces({ spec }: StoredPod, sandboxId: string): HostConfig {
  const joined = `container:${sandboxId}`;
  const processes = spec.hostPID ? 'host' : spec.shareProcessNamespace ? joined : undefined;
  return {
    NetworkMode: joined,
    IpcMode: spec.hostIPC ? 'host' : joined,
    ...(processes !== undefined && { PidMode: processes }),
  };
}

type Command = Pick<ContainerBody, 'Entrypoint' | 'Cmd'>;

function commandOf({ container: { command = [], args = [] }, environment }: RunRequest): Command {
  const variables: Expansion = new Map(environment.map(({ name, value }) => [name, value]));
  const words = (list: readonly string[]) => list.map((word) => expand(word, variables));
  return {
    ...(command.length > 0 && { Entrypoint: words(command) }),
    ...(args.length > 0 && { Cmd: words(args) }),
  };
}

/** A container without any command is left to the Engine, which refuses it. */
function gated(command: Command, gate: Gate | undefined): Command {
  if (gate === undefined) return command;
  const { Entrypoint: entrypoint = gate.imageEntrypoint } = command;
  const { Cmd: rest = command.Entrypoint === undefined ? gate.imageArguments : [] } = command;
  const whole = [...entrypoint, ...rest];
  return whole.length === 0 ? command : { Entrypoint: [gatePath, gate.closedWhileNamed], Cmd: whole };
}
