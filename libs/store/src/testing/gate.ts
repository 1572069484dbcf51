import { connectOutbox } from '../outbox/outbox.ts';

/** Does what a relay does on an empty Redis: begins the first epoch and lets the running server commit. */
export async function openGate(connection: { socketPath: string; password: string }): Promise<void> {
  const outbox = await connectOutbox(connection);
  const { epoch } = await outbox.state();
  if (epoch === undefined) await outbox.beginEpoch({ ending: 0, number: 1, above: 0, raise: 0 });
  await outbox.openGate();
  outbox.close();
}
