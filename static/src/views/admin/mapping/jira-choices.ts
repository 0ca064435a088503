import type { PlainKey, Translate } from '../../../locale/texts';
import { en } from '../../../texts/en';
import type { JiraFieldChoice } from '../../../wire';

/** A Jira field as a select offers it. */
export interface JiraChoice {
  readonly value: string;
  /** With its kind. */
  readonly label: string;
  readonly name: string;
  readonly hasOptions: boolean;
  /** Whether its options have options below them. */
  readonly cascading: boolean;
  /** Whether its values are people. */
  readonly isUser: boolean;
  /** As Jira's schema names it. */
  readonly kind: string;
  /** As people say it. */
  readonly kindWords: string;
}

/** What a work item has beside its fields. */
export function pseudoFields(t: Translate): readonly JiraFieldChoice[] {
  return [
    { id: 'key', name: t('jira.key'), kind: 'string', ...PLAIN },
    { id: 'url', name: t('jira.url'), kind: 'url', ...PLAIN },
    { id: 'id', name: t('jira.id'), kind: 'string', ...PLAIN },
  ];
}

/** No options, and it never changes: nothing to watch. */
const PLAIN = { hasOptions: false, watchable: false, cascading: false } as const;

/** Fields with their kinds; of those with the same name, with their ids. */
export function jiraChoices(fields: readonly JiraFieldChoice[], t: Translate): readonly JiraChoice[] {
  const seen = new Map<string, number>();
  for (const { name } of fields) seen.set(name, (seen.get(name) ?? 0) + 1);
  return fields.map(({ id, name, kind, hasOptions, cascading }) => {
    const shown = (seen.get(name) ?? 0) > 1 ? t('jira.nameWithId', { name, id }) : name;
    const words = kindWords(kind, t);
    return {
      value: id,
      label: t('jira.choice', { name: shown, kind: words }),
      name: shown,
      hasOptions,
      cascading,
      isUser: kind === 'user' || kind === 'array of user',
      kind,
      kindWords: words,
    };
  });
}

function kindWords(kind: string, t: Translate): string {
  const key = `jira.kind.${NAMED.has(kind) ? 'option' : kind}`;
  if (key in en) return t(key as PlainKey);
  return kind.startsWith('array') ? t('jira.kind.array') : kind;
}

/** Kinds whose values have names, as options do. */
const NAMED: ReadonlySet<string> = new Set([
  'priority',
  'status',
  'resolution',
  'issuetype',
  'project',
  'securitylevel',
  'version',
  'component',
  'group',
]);
