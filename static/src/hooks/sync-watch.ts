import { call } from '../bridge/calls';
import { announceSync, onIssueChanged, onSync } from '../bridge/changes';
import type { SyncStateView } from '../wire';

/**
 * When an open page asks how an issue and its records stand, each counted from the time before: soon after something has
 * happened, then ever more rarely, and at last not at all. Asking costs Salesforce nothing.
 */
const ASKS_MS = [1_000, 1_500, 2_500, 4_000, 8_000, 15_000, 30_000, 60_000];

/** So often it is asked after a change even when nothing is on its way: Jira's event may reach the app only then. */
const ASKS_LEAST = 4;

/** Frames of one issue do not ask at the same moment: the first one tells the others. */
const APART_MS = 500;

/** Who comes back to the page after this long asks once. */
const AWAY_MS = 30_000;

/** Keeps up with how an issue and its records stand. Frames of one issue share what they hear. */
export class SyncWatch {
  readonly #issueId: string;
  readonly #heard: (state: SyncStateView) => void;
  readonly #ends: (() => void)[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** How often was asked since something happened; none while nothing is waited for. */
  #asks: number | undefined;
  #askedAtMs = Date.now();
  #ended = false;

  constructor(issueId: string, heard: (state: SyncStateView) => void) {
    this.#issueId = issueId;
    this.#heard = heard;
    const back = (): void => this.#comeBack();
    document.addEventListener('visibilitychange', back);
    window.addEventListener('focus', back);
    this.#ends = [
      onIssueChanged(issueId, () => this.begin()),
      onSync(issueId, (state) => this.#take(state)),
      () => document.removeEventListener('visibilitychange', back),
      () => window.removeEventListener('focus', back),
    ];
  }

  /** Something has happened: it is asked what comes of it. */
  begin(): void {
    this.#asks = 0;
    this.#later();
  }

  /** The same, unless it is being asked already. */
  beginUnlessBegun(): void {
    if (this.#asks === undefined) this.begin();
  }

  /** Tells what this frame's own call has brought. */
  tell(state: SyncStateView): void {
    void announceSync(this.#issueId, state);
    this.begin();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    for (const end of this.#ends) end();
  }

  async #ask(): Promise<void> {
    // A page that nobody sees asks when someone comes back.
    if (document.hidden) {
      this.#asks = undefined;
      this.#askedAtMs = 0;
      return;
    }
    const outcome = await call('syncState', {});
    if (this.#ended) return;
    if (outcome.kind === 'ok') {
      void announceSync(this.#issueId, outcome.view);
      this.#take(outcome.view);
    } else {
      this.#count();
      this.#later();
    }
  }

  #take(state: SyncStateView): void {
    this.#askedAtMs = Date.now();
    this.#heard(state);
    this.#count();
    if (isMoving(state)) this.#asks ??= 0;
    else if ((this.#asks ?? 0) >= ASKS_LEAST) this.#asks = undefined;
    this.#later();
  }

  #count(): void {
    if (this.#asks !== undefined) this.#asks += 1;
  }

  #later(): void {
    clearTimeout(this.#timer);
    if (this.#asks === undefined) return;
    const wait = ASKS_MS[this.#asks];
    if (wait === undefined) this.#asks = undefined;
    else this.#timer = setTimeout(() => void this.#ask(), wait + Math.random() * APART_MS);
  }

  #comeBack(): void {
    if (document.hidden || Date.now() - this.#askedAtMs < AWAY_MS) return;
    this.#askedAtMs = Date.now();
    void this.#ask();
  }
}

/** Whether something is still to come by itself. */
export function isMoving({ standing }: SyncStateView): boolean {
  return standing === 'pending' || standing === 'retrying';
}
