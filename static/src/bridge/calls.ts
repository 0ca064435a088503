import { makeInvoke } from '@forge/bridge';
import type { Answer, Calls, Failure, FailureCode } from '../wire';

export type CallName = keyof Calls;
export type PayloadOf<Name extends CallName> = Parameters<Calls[Name]>[0];
export type ViewOf<Name extends CallName> = ReturnType<Calls[Name]> extends Answer<infer View> ? View : never;

/** What a page can say went wrong: the core's codes, and the two that only a page can see. */
export type PageFailureCode = FailureCode | 'noAnswer' | 'appUnreachable';

export type PageFailure = Omit<Failure, 'code'> & { readonly code: PageFailureCode };

export type Outcome<View> =
  | { readonly kind: 'ok'; readonly view: View }
  | { readonly kind: 'failed'; readonly failure: PageFailure };

/** Longer than any resolver may run, so that a page never waits for what cannot come. */
const ANSWER_WITHIN_MS = 40_000;

const invoke = makeInvoke<Calls>();

/** Calls the core. Settles always: a call that is lost or refused on the way is a failure like any other. */
export async function call<Name extends CallName>(name: Name, payload: PayloadOf<Name>): Promise<Outcome<ViewOf<Name>>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timedOut = new Promise<Outcome<never>>((resolve) => {
    timer = setTimeout(() => resolve(failed('noAnswer', 'no answer within 40 seconds')), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([ask(name, payload), timedOut]);
  } finally {
    clearTimeout(timer);
  }
}

async function ask<Name extends CallName>(name: Name, payload: PayloadOf<Name>): Promise<Outcome<ViewOf<Name>>> {
  try {
    // The bridge's own types lose the pairing of name, payload and view.
    const untyped = invoke as (name: CallName, payload: unknown) => Promise<unknown>;
    return (await untyped(name, payload)) as Outcome<ViewOf<Name>>;
  } catch (error) {
    return failed('appUnreachable', error instanceof Error ? error.message : String(error));
  }
}

function failed(code: PageFailureCode, text: string): Outcome<never> {
  return { kind: 'failed', failure: { code, text, values: {}, retryable: true, retryAfterMs: null } };
}
