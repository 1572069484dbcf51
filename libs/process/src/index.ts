export { SettingsError } from './fields.ts';
export type { Component } from './lifecycle.ts';
export type { LogFields, Logger, LoggerOptions, LogLevel } from './logger.ts';
export { createLogger, logLevels } from './logger.ts';
export { loadSettings, parseSettings, requiredSection, settingsVariable } from './read-settings.ts';
export type { ProcessContext } from './run-process.ts';
export { runProcess } from './run-process.ts';
export type {
  ApiSettings,
  BusCredentials,
  BusSettings,
  ClusterSettings,
  IngressSettings,
  JoiningSettings,
  NodeSettings,
  ServiceAccountSettings,
  Settings,
  SimulatedNodeSettings,
  StoreSettings,
  TelemetrySettings,
} from './settings.ts';
export { isReady } from './supervision.ts';
