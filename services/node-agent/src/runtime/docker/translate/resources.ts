import type { ResourceRequirements } from '@flotilla/kinds/core/v1';
import { milliValueOf, parseQuantity, wholeValueOf } from '@flotilla/machinery';
import type { ResourceSettings } from './container-body.ts';

/** CPU time is handed out in periods of 100 ms, the kernel's default. */
const periodMicroseconds = 100_000;
/** The kernel refuses a quota below 1 ms, and shares outside these bounds. */
const leastQuota = 1_000;
const leastShares = 2;
const mostShares = 262_144;
const sharesOfOneCpu = 1024;

/**
 * A container's requests and limits as settings of its cgroup. Source: Kubernetes documentation, "Resource Management
 * for Pods and Containers", how Pods with resource limits are run. A limit without a request stands for both. There is
 * no swap: the limit on memory and swap together is the limit on memory.
 */
export function resourceSettings({ requests = {}, limits = {} }: ResourceRequirements): ResourceSettings {
  const cpuRequest = requests.cpu ?? limits.cpu;
  const { memory } = limits;
  return {
    CpuShares: cpuRequest === undefined ? leastShares : sharesFor(milliCpu(cpuRequest)),
    ...(limits.cpu !== undefined && cpuLimit(milliCpu(limits.cpu))),
    ...(memory !== undefined && { Memory: bytes(memory), MemorySwap: bytes(memory) }),
  };
}

function sharesFor(milli: number): number {
  return Math.min(mostShares, Math.max(leastShares, Math.trunc((milli * sharesOfOneCpu) / 1000)));
}

/** A limit of zero is none. */
function cpuLimit(milli: number): ResourceSettings {
  if (milli === 0) return {};
  const quota = Math.trunc((milli * periodMicroseconds) / 1000);
  return { CpuPeriod: periodMicroseconds, CpuQuota: Math.max(leastQuota, quota) };
}

function milliCpu(quantity: string): number {
  return milliValueOf(parseQuantity(quantity));
}

function bytes(quantity: string): number {
  return wholeValueOf(parseQuantity(quantity));
}
