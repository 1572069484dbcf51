/** What the API asks of a node with the verb `exec`. The stream carries frames, see `stream-frames.ts`. */
export interface ExecMessage {
  readonly podUid: string;
  readonly container: string;
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
}

/** With the verb `attach`: to what the container's own program reads and writes. Frames too. */
export interface AttachMessage {
  readonly podUid: string;
  readonly container: string;
  readonly stdin: boolean;
}

/** With the verb `dial`: a TCP connection to a program of the Pod's. The stream carries its bytes as they are. */
export interface DialMessage {
  readonly podUid: string;
  readonly port: number;
  /** `loopback`: within the Pod, so that what listens on its localhost only is reached. `address`: from outside. */
  readonly to: 'loopback' | 'address';
}

/** What each verb's message is. */
export interface StreamMessages {
  readonly exec: ExecMessage;
  readonly attach: AttachMessage;
  readonly dial: DialMessage;
}

/** What comes last of an `exec` or `attach`; attaching ends without a code. */
export interface CommandResult {
  readonly exitCode?: number;
}
