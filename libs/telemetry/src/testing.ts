export { silentTelemetry } from './silent-telemetry.ts';
