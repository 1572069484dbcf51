/** The part of the body of `POST /containers/create` that is used. Source: Docker Engine API v1.41, ContainerCreate. */
export interface ContainerBody {
  readonly Image: string;
  readonly Hostname?: string;
  readonly User?: string;
  readonly StopSignal?: string;
  readonly Entrypoint?: string[];
  readonly Cmd?: string[];
  readonly Env?: string[];
  readonly WorkingDir?: string;
  readonly Tty?: boolean;
  readonly OpenStdin?: boolean;
  readonly StdinOnce?: boolean;
  readonly NetworkDisabled?: boolean;
  readonly Labels: Record<string, string>;
  readonly HostConfig: HostConfig;
}

export interface HostConfig extends ResourceSettings {
  readonly NetworkMode?: string;
  readonly IpcMode?: string;
  readonly PidMode?: string;
  readonly CgroupParent?: string;
  readonly Binds?: string[];
  readonly Mounts?: BindMount[];
  readonly GroupAdd?: string[];
  readonly Privileged?: boolean;
  readonly ReadonlyRootfs?: boolean;
  readonly CapAdd?: string[];
  readonly CapDrop?: string[];
  readonly SecurityOpt?: string[];
  readonly MaskedPaths?: string[];
  readonly ReadonlyPaths?: string[];
  readonly Devices?: Device[];
  readonly DeviceCgroupRules?: string[];
  readonly Sysctls?: Record<string, string>;
  readonly OomScoreAdj?: number;
  readonly LogConfig?: { readonly Type: string; readonly Config: Record<string, string> };
}

export interface Device {
  readonly PathOnHost: string;
  readonly PathInContainer: string;
  readonly CgroupPermissions: string;
}

/** Unlike one of `Binds`, it is refused where its source is not there. */
export interface BindMount {
  readonly Type: 'bind';
  readonly Source: string;
  readonly Target: string;
  readonly ReadOnly: boolean;
  readonly BindOptions: { readonly Propagation: string };
}

/** CPU time in microseconds a period, memory in bytes. */
export interface ResourceSettings {
  readonly CpuShares?: number;
  readonly CpuPeriod?: number;
  readonly CpuQuota?: number;
  readonly Memory?: number;
  readonly MemorySwap?: number;
}
