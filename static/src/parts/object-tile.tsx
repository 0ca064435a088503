import ArchiveBoxIcon from '@atlaskit/icon/core/archive-box';
import AssetsIcon from '@atlaskit/icon/core/assets';
import BookIcon from '@atlaskit/icon/core/book-with-bookmark';
import BriefcaseIcon from '@atlaskit/icon/core/briefcase';
import CalendarIcon from '@atlaskit/icon/core/calendar';
import CashIcon from '@atlaskit/icon/core/cash';
import ClipboardIcon from '@atlaskit/icon/core/clipboard';
import DatabaseIcon from '@atlaskit/icon/core/database';
import EmailIcon from '@atlaskit/icon/core/email';
import FlagIcon from '@atlaskit/icon/core/flag';
import LightbulbIcon from '@atlaskit/icon/core/lightbulb';
import MegaphoneIcon from '@atlaskit/icon/core/megaphone';
import OfficeBuildingIcon from '@atlaskit/icon/core/office-building';
import PageIcon from '@atlaskit/icon/core/page';
import PersonAddIcon from '@atlaskit/icon/core/person-add';
import PersonIcon from '@atlaskit/icon/core/person';
import ShapesIcon from '@atlaskit/icon/core/shapes';
import TaskIcon from '@atlaskit/icon/core/task';
import ToolsIcon from '@atlaskit/icon/core/tools';
import type { ComponentType, CSSProperties } from 'react';
import styles from './object-tile.module.css';

type Accent = 'blue' | 'gray' | 'green' | 'lime' | 'magenta' | 'orange' | 'purple' | 'red' | 'teal' | 'yellow';

interface Look {
  readonly icon: ComponentType<{ label: string; size?: 'small' | 'medium'; color?: 'currentColor' }>;
  readonly accent: Accent;
}

/** How the objects look that Salesforce ships, near to its own colours, so that they are known again. */
const LOOKS: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['Case', { icon: BriefcaseIcon, accent: 'magenta' }],
  ['Account', { icon: OfficeBuildingIcon, accent: 'purple' }],
  ['Contact', { icon: PersonIcon, accent: 'blue' }],
  ['Lead', { icon: PersonAddIcon, accent: 'teal' }],
  ['Opportunity', { icon: CashIcon, accent: 'orange' }],
  ['Asset', { icon: AssetsIcon, accent: 'blue' }],
  ['Product2', { icon: ArchiveBoxIcon, accent: 'purple' }],
  ['Contract', { icon: PageIcon, accent: 'green' }],
  ['Order', { icon: ClipboardIcon, accent: 'orange' }],
  ['Campaign', { icon: MegaphoneIcon, accent: 'red' }],
  ['Task', { icon: TaskIcon, accent: 'green' }],
  ['Event', { icon: CalendarIcon, accent: 'magenta' }],
  ['EmailMessage', { icon: EmailIcon, accent: 'blue' }],
  ['Idea', { icon: LightbulbIcon, accent: 'yellow' }],
  ['Solution', { icon: FlagIcon, accent: 'green' }],
  ['WorkOrder', { icon: ToolsIcon, accent: 'teal' }],
  ['User', { icon: PersonIcon, accent: 'gray' }],
]);

const ACCENTS: readonly Accent[] = ['blue', 'teal', 'green', 'purple', 'magenta', 'orange', 'gray'];

/** An org's own objects differ in colour, each always in the same. */
function lookOf(object: string): Look {
  const known = LOOKS.get(object);
  if (known !== undefined) return known;
  if (object.endsWith('__kav')) return { icon: BookIcon, accent: 'teal' };
  let sum = 0;
  for (const character of object) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
  return { icon: object.endsWith('__c') ? ShapesIcon : DatabaseIcon, accent: ACCENTS[sum % ACCENTS.length] ?? 'gray' };
}

/** An object's mark, as Jira marks issue types. It says nothing that is not said beside it. */
export function ObjectTile({ object }: { object: string }) {
  const { icon: Icon, accent } = lookOf(object);
  const style = { '--tile': `var(--ds-background-accent-${accent}-bolder)` } as CSSProperties;
  return (
    <span className={styles.tile} style={style} aria-hidden="true">
      <Icon label="" size="small" color="currentColor" />
    </span>
  );
}
