import { call } from '../bridge/calls';
import { announceLook, onIssueChanged, onLook, type Looked } from '../bridge/changes';

/**
 * When an open page looks whether more has come, each counted from the look before: soon after a change, then ever more
 * rarely, and at last not at all. A look costs Salesforce nothing.
 */
const LOOKS_MS = [1_500, 2_500, 4_000, 8_000, 15_000, 30_000, 60_000];

/** So many looks follow a change even when nothing is pending: Jira's event may reach the app only then. */
const LOOKS_LEAST = 4;

/** Frames of one issue do not look at the same moment: the first one to look tells the others. */
const APART_MS = 700;

/** Who comes back to the page after this long looks once. */
const AWAY_MS = 30_000;

/** Looks for records that come to an issue by themselves. Frames of one issue share their looks. */
export class Lookout {
  readonly #issueId: string;
  /** Takes what was found; says whether it was waited for. */
  readonly #found: (look: Looked) => boolean;
  readonly #ends: (() => void)[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** How many looks were made since the change; none while nothing is waited for. */
  #looks: number | undefined;
  #lookedAtMs = Date.now();
  #ended = false;

  constructor(issueId: string, found: (look: Looked) => boolean) {
    this.#issueId = issueId;
    this.#found = found;
    const back = (): void => this.#comeBack();
    document.addEventListener('visibilitychange', back);
    window.addEventListener('focus', back);
    this.#ends = [
      onIssueChanged(issueId, () => this.begin()),
      onLook(issueId, (look) => this.#take(look)),
      () => document.removeEventListener('visibilitychange', back),
      () => window.removeEventListener('focus', back),
    ];
  }

  /** Something has changed: looks follow. */
  begin(): void {
    this.#looks = 0;
    this.#later();
  }

  /** The same, unless looks are under way already. */
  beginUnlessBegun(): void {
    if (this.#looks === undefined) this.begin();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    for (const end of this.#ends) end();
  }

  async #look(): Promise<void> {
    // A page that nobody sees looks when someone comes back.
    if (document.hidden) {
      this.#looks = undefined;
      this.#lookedAtMs = 0;
      return;
    }
    const outcome = await call('linked', {});
    if (this.#ended) return;
    if (outcome.kind === 'ok') {
      void announceLook(this.#issueId, outcome.view);
      this.#take(outcome.view);
    } else {
      this.#count();
      this.#later();
    }
  }

  #take(look: Looked): void {
    this.#lookedAtMs = Date.now();
    const arrived = this.#found(look);
    this.#count();
    if (look.pending) this.#looks ??= 0;
    else if (arrived || (this.#looks ?? 0) >= LOOKS_LEAST) this.#looks = undefined;
    this.#later();
  }

  #count(): void {
    if (this.#looks !== undefined) this.#looks += 1;
  }

  #later(): void {
    clearTimeout(this.#timer);
    if (this.#looks === undefined) return;
    const wait = LOOKS_MS[this.#looks];
    if (wait === undefined) this.#looks = undefined;
    else this.#timer = setTimeout(() => void this.#look(), wait + Math.random() * APART_MS);
  }

  #comeBack(): void {
    if (document.hidden || Date.now() - this.#lookedAtMs < AWAY_MS) return;
    this.#lookedAtMs = Date.now();
    void this.#look();
  }
}
