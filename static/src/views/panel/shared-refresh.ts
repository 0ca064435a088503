import { announceRefresh, onRefresh, type Refreshed, type RefreshTurn } from '../../bridge/changes';

/** How long a frame that wishes for new values listens whether another one is at it. Stored ones are shown meanwhile. */
const ELECTION_MS = 100;

/** Longer than the app may take to answer; whoever waited so long for another frame asks itself. */
const FOLLOW_MS = 30_000;

type State =
  | { readonly kind: 'resting' }
  | { readonly kind: 'deciding'; readonly sinceMs: number; readonly timer: ReturnType<typeof setTimeout> }
  | { readonly kind: 'leading'; readonly beganAtMs: number; readonly again: boolean }
  | { readonly kind: 'following'; readonly sinceMs: number; readonly timer: ReturnType<typeof setTimeout> };

interface Part {
  /** Asks Salesforce, and says what that has brought. */
  readonly lead: (beganAtMs: number) => Promise<Refreshed>;
  /** Takes what another frame's asking has brought. */
  readonly follow: (refreshed: Refreshed) => void;
}

/** The frames of one issue ask Salesforce once between them, however many of them are open. */
export class SharedRefresh {
  readonly #issueId: string;
  readonly #part: Part;
  readonly #stop: () => void;
  #state: State = { kind: 'resting' };
  #last: Refreshed | null = null;
  #ended = false;

  constructor(issueId: string, part: Part) {
    this.#issueId = issueId;
    this.#part = part;
    this.#stop = onRefresh(issueId, (turn, first) => this.#hear(turn, first));
  }

  /** New values are wanted, whoever asks for them: such as were asked for at this time or later. */
  wish(sinceMs: number): void {
    switch (this.#state.kind) {
      case 'resting':
        this.#become({ kind: 'deciding', sinceMs, timer: setTimeout(() => void this.#lead(), ELECTION_MS) });
        this.#tell({ kind: 'wish', sinceMs });
        return;
      case 'deciding':
      case 'following':
        if (this.#state.sinceMs < sinceMs) this.#become({ ...this.#state, sinceMs });
        return;
      case 'leading':
        if (this.#state.beganAtMs < sinceMs) this.#become({ ...this.#state, again: true });
        return;
      default:
        this.#state satisfies never;
    }
  }

  /** The user wants new values now: this frame asks. What it asked for before does not know what the user has just done. */
  insist(): void {
    if (this.#state.kind === 'leading') {
      this.#become({ ...this.#state, again: true });
      return;
    }
    this.#become({ kind: 'resting' });
    void this.#lead();
  }

  /** Takes back a wish that nobody has begun to fulfil. */
  relent(): void {
    if (this.#state.kind === 'deciding') this.#become({ kind: 'resting' });
  }

  end(): void {
    this.#ended = true;
    this.#become({ kind: 'resting' });
    this.#stop();
  }

  async #lead(): Promise<void> {
    const beganAtMs = Date.now();
    this.#become({ kind: 'leading', beganAtMs, again: false });
    this.#tell({ kind: 'begun' });
    const refreshed = await this.#part.lead(beganAtMs);
    if (this.#ended) return;
    this.#last = refreshed;
    const again = this.#state.kind === 'leading' && this.#state.again;
    this.#become({ kind: 'resting' });
    this.#tell({ kind: 'done', refreshed });
    if (again) await this.#lead();
  }

  #hear(turn: RefreshTurn, first: boolean): void {
    switch (turn.kind) {
      case 'wish':
        this.#hearWish(turn.sinceMs, first);
        return;
      case 'begun':
        if (this.#state.kind === 'deciding') this.#follow(this.#state.sinceMs);
        return;
      case 'done':
        this.#hearDone(turn.refreshed);
        return;
      default:
        turn satisfies never;
    }
  }

  #hearWish(sinceMs: number, first: boolean): void {
    switch (this.#state.kind) {
      case 'leading':
        this.wish(sinceMs);
        this.#tell({ kind: 'begun' });
        return;
      case 'deciding':
        // Both hear of each other, and only one of them goes first. The other frame may not have been there yet when
        // this one told of its wish.
        if (first) this.#follow(Math.max(this.#state.sinceMs, sinceMs));
        else this.#tell({ kind: 'wish', sinceMs: this.#state.sinceMs });
        return;
      case 'resting':
        if (this.#last !== null && this.#last.beganAtMs >= sinceMs) this.#tell({ kind: 'done', refreshed: this.#last });
        return;
      case 'following':
        return;
      default:
        this.#state satisfies never;
    }
  }

  #hearDone(refreshed: Refreshed): void {
    // What one frame is told because it asked late, the others know.
    const known = this.#state.kind === 'resting' && this.#last?.beganAtMs === refreshed.beganAtMs;
    if (known || this.#state.kind === 'leading') return;
    this.#last = refreshed;
    const wanted = this.#state.kind === 'resting' ? null : this.#state.sinceMs;
    this.#become({ kind: 'resting' });
    this.#part.follow(refreshed);
    if (wanted !== null && refreshed.beganAtMs < wanted) this.wish(wanted);
  }

  #follow(sinceMs: number): void {
    this.#become({ kind: 'following', sinceMs, timer: setTimeout(() => void this.#lead(), FOLLOW_MS) });
  }

  #become(state: State): void {
    const before = this.#state;
    if ('timer' in before && !('timer' in state && state.timer === before.timer)) clearTimeout(before.timer);
    this.#state = state;
  }

  #tell(turn: RefreshTurn): void {
    // Where frames cannot hear one another, each asks for itself.
    announceRefresh(this.#issueId, turn).catch(() => undefined);
  }
}
