import type { PlainKey } from '../../../locale/texts';

/** What a line of a step is: something to do, something to choose, something to leave off, or a warning. */
export interface Line {
  readonly text: PlainKey;
  readonly kind: 'do' | 'optional' | 'warning';
}

export interface Step {
  readonly key: string;
  readonly title: PlainKey;
  /** Where in Salesforce to click. */
  readonly where: PlainKey;
  readonly lines: readonly Line[];
  /** What there is to copy in this step. */
  readonly copy: 'callbackUrl' | 'none';
}

const todo = (...texts: readonly PlainKey[]): Line[] => texts.map((text) => ({ text, kind: 'do' }));

/** How an External Client App is made that Weftline can use, step by step. */
export const GUIDE: readonly Step[] = [
  {
    key: 'app',
    title: 'guide.app',
    where: 'guide.app.where',
    lines: [
      ...todo('guide.app.name', 'guide.app.email', 'guide.app.local'),
      { text: 'guide.app.optional', kind: 'optional' },
    ],
    copy: 'none',
  },
  {
    key: 'oauth',
    title: 'guide.oauth',
    where: 'guide.oauth.where',
    lines: todo('guide.oauth.enable', 'guide.oauth.callback', 'guide.oauth.api', 'guide.oauth.refresh'),
    copy: 'callbackUrl',
  },
  {
    key: 'security',
    title: 'guide.security',
    where: 'guide.security.where',
    lines: todo('guide.security.webSecret', 'guide.security.refreshSecret', 'guide.security.pkce', 'guide.security.rotation', 'guide.security.create'),
    copy: 'none',
  },
  {
    key: 'policies',
    title: 'guide.policies',
    where: 'guide.policies.where',
    lines: [
      ...todo('guide.policies.users', 'guide.policies.idle', 'guide.policies.allowlist'),
      { text: 'guide.policies.credentials', kind: 'optional' },
      { text: 'guide.policies.allowlistWarning', kind: 'warning' },
    ],
    copy: 'none',
  },
  {
    key: 'keys',
    title: 'guide.keys',
    where: 'guide.keys.where',
    lines: todo('guide.keys.open', 'guide.keys.verify', 'guide.keys.copy'),
    copy: 'none',
  },
  {
    key: 'user',
    title: 'guide.user',
    where: 'guide.user.where',
    lines: [
      ...todo('guide.user.api', 'guide.user.objects', 'guide.user.fields'),
      { text: 'guide.user.install', kind: 'optional' },
      { text: 'guide.user.rights', kind: 'warning' },
    ],
    copy: 'none',
  },
  {
    key: 'lock',
    title: 'guide.lock',
    where: 'guide.lock.where',
    lines: [
      ...todo('guide.lock.test', 'guide.lock.controls', 'guide.lock.allowlist'),
      { text: 'guide.lock.warning', kind: 'warning' },
    ],
    copy: 'none',
  },
];
