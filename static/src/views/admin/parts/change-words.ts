import type { PlainKey, Translate } from '../../../locale/texts';
import type { Change } from '../../../wire';

/** What the core's list of changes says where there are only so many choices, and the page's text for it. */
type Words = Readonly<Record<string, PlainKey>>;

const SWITCH: Words = { on: 'changes.on', off: 'changes.off' };
const TYPES: Words = { all: 'changes.all', none: 'changes.noneOf' };

const SETTINGS: Readonly<Record<string, Words>> = {
  commentDeletions: {
    'the copy stays': 'settings.commentDeletions.keep',
    'the copy says so': 'settings.commentDeletions.mark',
    'the copy is deleted': 'settings.commentDeletions.delete',
  },
  bulkDefaults: { editable: 'settings.bulkDefaults.editable', fixed: 'settings.bulkDefaults.fixed' },
  bulkLinks: {
    all: 'settings.bulkLinks.all',
    'the first 50': 'settings.bulkLinks.first',
    none: 'settings.bulkLinks.none',
  },
  firstSync: {
    nothing: 'settings.firstSync.nothing',
    'only empty fields': 'settings.firstSync.emptyFields',
    'Salesforce fills Jira': 'settings.firstSync.salesforceFillsJira',
    'Jira fills Salesforce': 'settings.firstSync.jiraFillsSalesforce',
  },
  sharing: {
    'asked about': 'settings.sharing.warned',
    allowed: 'settings.sharing.allowed',
    refused: 'settings.sharing.refused',
  },
  signature: { none: 'changes.noSignature', 'the default': 'changes.theDefault' },
  apiCap: { "the org's own limit": 'changes.orgLimit' },
  operationsIssue: {},
};

const WAYS: Words = {
  'to Salesforce': 'direction.toSalesforce',
  'to Jira': 'direction.toJira',
  'both ways': 'direction.both',
};

const MAPPING: Readonly<Record<string, Words>> = {
  assignmentRules: SWITCH,
  readOnly: SWITCH,
  potentialResults: SWITCH,
  source: { nothing: 'changes.nothing' },
  width: { 'one column': 'fieldDialog.width.one', 'two columns': 'fieldDialog.width.two' },
  direction: {
    'to Salesforce, at creation only': 'direction.creation',
    'to Salesforce': 'direction.toSalesforce',
    'to Jira': 'direction.toJira',
    'both ways': 'direction.both',
  },
  conflicts: {
    'Salesforce wins': 'policy.salesforceWins',
    'Jira wins': 'policy.jiraWins',
    'the latest wins': 'policy.latestWins',
    'a person is asked': 'policy.ask',
  },
  otherValues: {
    copied: 'valueMap.unmapped.copy',
    'the default': 'valueMap.unmapped.default',
    'left empty': 'valueMap.unmapped.empty',
    reported: 'valueMap.unmapped.report',
  },
  files: WAYS,
  feed: WAYS,
};

const RULES: Readonly<Record<string, Words>> = { enabled: SWITCH, again: SWITCH, whileLinked: SWITCH };

/** What a change says, in the user's language. What people wrote themselves, conditions and templates stay as they are. */
export function valueWords({ section, path }: Change, text: string, t: Translate): string {
  const [kind] = section.split(':');
  const word = wordsOf(kind ?? '', path)?.[text];
  if (word !== undefined) return t(word);
  switch (kind) {
    case 'settings':
      return settingWords(path, text, t);
    case 'mapping':
      return mappingWords(path, text, t);
    case 'roles':
      return roleWords(text, t);
    default:
      return text;
  }
}

function wordsOf(kind: string, path: string): Words | undefined {
  switch (kind) {
    case 'settings':
      return SETTINGS[path] ?? SWITCH;
    case 'events':
      return SWITCH;
    case 'project':
    case 'restrictions':
      return path === 'issueTypes' ? TYPES : undefined;
    case 'side':
      return TYPES;
    case 'mapping':
      return MAPPING[leafOf(path)];
    case 'rules':
      return RULES[path.slice(path.lastIndexOf('.') + 1)];
    case 'roles':
      return { everyone: 'roles.everyone', nobody: 'roles.nobody' };
    default:
      return undefined;
  }
}

/** What is said of a field of a mapping, or of the mapping itself; nothing where its values stand, which are people's own. */
function leafOf(path: string): string {
  const [first = '', leaf, more] = path.split('.');
  return more === undefined ? (leaf ?? first) : '';
}

function settingWords(path: string, text: string, t: Translate): string {
  const minutes = /^every (\d+) minutes$/.exec(text)?.[1];
  if (path === 'pollMinutes' && minutes !== undefined) return t('changes.everyMinutes', { minutes });
  const calls = /^(\d+) a day$/.exec(text)?.[1];
  return path === 'apiCap' && calls !== undefined ? t('changes.perDay', { calls }) : text;
}

function mappingWords(path: string, text: string, t: Translate): string {
  const object = /^the (.+) is linked$/.exec(text)?.[1];
  if (path.startsWith('related.') && object !== undefined) return t('changes.isLinked', { object });
  const bytes = /^at most (\d+) bytes$/.exec(text)?.[1];
  if (path === 'files.size' && bytes !== undefined) return t('changes.atMostBytes', { bytes });
  return leafOf(path) === 'source' ? sourceWords(text, t) : text;
}

function sourceWords(text: string, t: Translate): string {
  const value = /^always `([^`]*)`$/.exec(text)?.[1];
  if (value !== undefined) return t('changes.always', { value });
  const lookup = /^the (\w+) whose (\w+) is issue\.(\w+)$/.exec(text);
  if (lookup !== null) {
    const [, object = '', by = '', field = ''] = lookup;
    return t('changes.lookup', { object, by, field });
  }
  const found = /^(issue\.\w+)(, first level|, second level)?(, value by value)?$/.exec(text);
  if (found === null) return text;
  const [, field = text, level, mapped] = found;
  const source =
    level === undefined
      ? field
      : t(level === ', first level' ? 'changes.firstLevel' : 'changes.secondLevel', { source: field });
  return mapped === undefined ? source : t('changes.valueByValue', { source });
}

const NAMED = /(the group|the project role) `([^`]*)`/g;

function roleWords(text: string, t: Translate): string {
  const named = [...text.matchAll(NAMED)].map(([, what, name = '']) =>
    t(what === 'the group' ? 'changes.group' : 'changes.projectRole', { name }),
  );
  // Only what consists of names and nothing else.
  if (named.length === 0 || text.replace(NAMED, '').replaceAll(' or ', '') !== '') return text;
  return named.reduce((one, other) => t('changes.or', { one, other }));
}
