import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { call, type PageFailure } from '../bridge/calls';
import type { Change, ConfigurationView, Problem, Section, SectionDraft, SectionProblem } from '../wire';
import { sameValue, savedSection, type ContentOf, type SectionKind } from './sections';
import { useAction } from './use-action';
import { useConfiguration, useConfigured } from './use-configuration';
import { useGuard } from './use-guard';

/** What came of saving, until the next edit. */
export type DraftOutcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'saved'; readonly version: number; readonly warnings: readonly Problem[] }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'conflict'; readonly theirs: readonly Change[] };

/** Sections of the configuration while they are edited, and what can be done with them. */
export interface Draft {
  /** Whether anything differs from what is saved. */
  readonly dirty: boolean;
  /** The names of the sections that differ from what is saved. */
  readonly changed: readonly string[];
  readonly saving: boolean;
  readonly failure: PageFailure | null;
  readonly outcome: DraftOutcome;
  /** What is wrong with the sections as they are edited; for sections that are not edited, with what is saved. */
  readonly problems: readonly SectionProblem[];
  /** A section as it is edited, else as it is saved; none when there is no such section. */
  readonly read: <Kind extends SectionKind>(name: string, kind: Kind) => ContentOf<Kind> | null;
  /** Edits a section; none removes it. Saying what is saved again takes the edit back. */
  readonly write: (name: string, content: Section | null) => void;
  /** The objects in order, as edited; new ones come last. */
  readonly objects: readonly string[];
  /** Puts the objects into another order. */
  readonly reorder: (objects: string[]) => void;
  /** Saves what is edited. Gives what is configured then, or none when it was not saved. */
  readonly save: () => Promise<ConfigurationView | null>;
  /** Drops every edit. */
  readonly discard: () => void;
  /** After a conflict: drops the edits of the sections that the other one has saved. */
  readonly takeTheirs: () => void;
}

/** Long enough that a fast typist makes one check a word, not one a letter. */
const PAUSE_MS = 500;

type Edits = Readonly<Record<string, Section | null>>;

/**
 * A draft of sections of the configuration. It is saved against the version that was edited, so that two admins cannot
 * overwrite each other unawares. With `check`, the core judges it while it is edited.
 */
export function useDraft({ check = false }: { check?: boolean } = {}): Draft {
  const configuration = useConfigured();
  const { replace } = useConfiguration();
  const { sending, failure, send, clear } = useAction('saveConfiguration');
  const [edits, setEdits] = useState<Edits>({});
  const [order, setOrder] = useState<readonly string[] | null>(null);
  const [base, setBase] = useState<number | null>(null);
  const [outcome, setOutcome] = useState<DraftOutcome>({ kind: 'none' });
  const [found, setFound] = useState<readonly SectionProblem[]>([]);

  const changed = useMemo(
    () => Object.keys(edits).filter((name) => !sameValue(edits[name] ?? null, savedSection(configuration, name))),
    [edits, configuration],
  );
  const objects = useMemo(() => objectsOf(configuration, order, edits), [configuration, order, edits]);
  const reordered = order !== null && !sameValue(objects, objectsOf(configuration, null, edits));
  const dirty = changed.length > 0 || reordered;
  useGuard(dirty);

  const drafts = useMemo<SectionDraft[]>(
    () => changed.map((name) => ({ name, content: edits[name] ?? null })),
    [changed, edits],
  );
  const checked = useCheck(check ? drafts : NONE, setFound);

  const read = useCallback(
    <Kind extends SectionKind>(name: string, kind: Kind): ContentOf<Kind> | null => {
      const section = name in edits ? (edits[name] ?? null) : savedSection(configuration, name);
      return section?.kind === kind ? (section.content as ContentOf<Kind>) : null;
    },
    [edits, configuration],
  );
  const write = useCallback(
    (name: string, content: Section | null) => {
      setEdits((before) => ({ ...before, [name]: content }));
      // What is edited is what was looked at first; edits that come later are made on top of it.
      setBase((before) => before ?? configuration.version);
      setOutcome((before) => (before.kind === 'conflict' ? before : { kind: 'none' }));
      clear();
    },
    [configuration.version, clear],
  );
  const reorder = useCallback(
    (next: string[]) => {
      setOrder(next);
      setBase((before) => before ?? configuration.version);
      setOutcome((before) => (before.kind === 'conflict' ? before : { kind: 'none' }));
      clear();
    },
    [configuration.version, clear],
  );
  const forget = useCallback(() => {
    setEdits({});
    setOrder(null);
    setBase(null);
    setFound([]);
  }, []);
  const discard = useCallback(() => {
    forget();
    setOutcome({ kind: 'none' });
    clear();
  }, [forget, clear]);

  const save = async (): Promise<ConfigurationView | null> => {
    if (!dirty) return null;
    checked.cancel();
    const answer = await send({
      baseVersion: base ?? configuration.version,
      sections: drafts,
      objects: reordered ? [...objects] : null,
    });
    if (answer?.kind !== 'ok') return null;
    const { view } = answer;
    switch (view.kind) {
      case 'saved':
        replace(view.configuration);
        forget();
        setOutcome({ kind: 'saved', version: view.configuration.version, warnings: view.warnings });
        return view.configuration;
      case 'invalid':
        setFound(view.problems);
        setOutcome({ kind: 'invalid' });
        return null;
      case 'conflict':
        replace(view.configuration);
        // Whoever saves now has seen what the other one did.
        setBase(view.configuration.version);
        setOutcome({ kind: 'conflict', theirs: view.theirs });
        return null;
      default:
        return view satisfies never;
    }
  };
  const takeTheirs = (): void => {
    if (outcome.kind !== 'conflict') return;
    const theirs = new Set(outcome.theirs.map((change) => change.section));
    setEdits((before) => Object.fromEntries(Object.entries(before).filter(([name]) => !theirs.has(name))));
    setFound((before) => before.filter((problem) => !theirs.has(problem.section)));
    setOutcome({ kind: 'none' });
  };

  const problems = useMemo(() => {
    const edited = new Set(changed);
    return [
      ...found.filter((problem) => edited.has(problem.section)),
      ...configuration.problems.filter((problem) => !edited.has(problem.section)),
    ];
  }, [found, changed, configuration.problems]);

  return {
    dirty,
    changed,
    saving: sending,
    failure,
    outcome,
    problems,
    read,
    write,
    objects,
    reorder,
    save,
    discard,
    takeTheirs,
  };
}

/** The objects in the order that was chosen, else as saved; then those that were added. */
function objectsOf(configuration: ConfigurationView, order: readonly string[] | null, edits: Edits): readonly string[] {
  const saved = configuration.objects.map(({ object }) => object);
  const added = Object.keys(edits).flatMap((name) => (name.startsWith(FIELDS) ? [name.slice(FIELDS.length)] : []));
  return [...new Set([...(order ?? []), ...saved, ...added])];
}

const FIELDS = 'fields:';

const NONE: SectionDraft[] = [];

/** Has the core judge the drafts when they have rested for a moment. Only the answer to what was asked last counts. */
function useCheck(
  drafts: SectionDraft[],
  onFound: (problems: readonly SectionProblem[]) => void,
): { readonly cancel: () => void } {
  const latest = useRef(0);
  useEffect(() => {
    const turn = ++latest.current;
    if (drafts.length === 0) return undefined;
    const timer = setTimeout(() => {
      void call('checkConfiguration', { sections: drafts }).then((outcome) => {
        if (turn === latest.current && outcome.kind === 'ok') onFound(outcome.view.problems);
      });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [drafts, onFound]);
  const cancel = useCallback(() => {
    latest.current += 1;
  }, []);
  return { cancel };
}
