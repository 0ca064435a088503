import Heading from '@atlaskit/heading';
import { useLocale } from '../../locale/locale';
import type { Translate } from '../../locale/texts';
import type { Change, ProjectPageView, ProjectSection } from '../../wire';
import { valueWords } from '../admin/parts/change-words';
import { ScrolledTable } from '../admin/parts/scrolled-table';
import { pathWords, sectionWords, type Named } from '../admin/parts/section-words';
import { byField, MappedFields } from './mapped-fields';
import styles from './project.module.css';

/** What is configured, section by section: the project's own first, then what holds for all projects. */
export function ProjectSections({ view }: { view: ProjectPageView }) {
  const { t } = useLocale();
  const named: Named = { projects: [{ id: view.id, key: view.key }], objects: view.objects };
  const own = view.sections.filter((section) => section.own);
  const shared = view.sections.filter((section) => !section.own);
  return (
    <>
      <Group id="own" title={t('project.own')} sections={own} named={named} />
      <Group id="shared" title={t('project.shared')} sections={shared} named={named} />
    </>
  );
}

interface GroupProps {
  readonly id: string;
  readonly title: string;
  readonly sections: readonly ProjectSection[];
  readonly named: Named;
}

function Group({ id, title, sections, named }: GroupProps) {
  const { t } = useLocale();
  if (sections.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby={`project-${id}`}>
      <div id={`project-${id}`}>
        <Heading size="medium" as="h2">
          {title}
        </Heading>
      </div>
      {sections.map(({ name, lines }) => (
        <details key={name} className={styles.part} data-section={name}>
          <summary>{titleOf(name, named, t)}</summary>
          {name.startsWith(MAPPING) ? (
            <Mapped label={titleOf(name, named, t)} lines={lines} />
          ) : (
            <Lines label={titleOf(name, named, t)} lines={lines} />
          )}
        </details>
      ))}
    </section>
  );
}

const MAPPING = 'mapping:';

/** What a section is called where it is said already for which projects it holds. */
function titleOf(name: string, named: Named, t: Translate): string {
  if (!name.startsWith(MAPPING)) return sectionWords(name, named, t);
  const object = name.split(':')[2] ?? '';
  return t('project.mapping', { object: named.objects.find((each) => each.object === object)?.label ?? object });
}

function Mapped({ label, lines }: { label: string; lines: readonly Change[] }) {
  const { t } = useLocale();
  const { fields, others } = byField(lines);
  return (
    <>
      <MappedFields label={label} fields={fields} />
      {others.length > 0 && <Lines label={t('project.besides', { section: label })} lines={others} />}
    </>
  );
}

function Lines({ label, lines }: { label: string; lines: readonly Change[] }) {
  const { t } = useLocale();
  return (
    <ScrolledTable label={label} heads={[t('changes.path'), t('project.value')]}>
      {lines.map((line) => (
        <tr key={line.path}>
          <td>{pathWords(line, t)}</td>
          <td>{valueWords(line, line.after ?? '', t)}</td>
        </tr>
      ))}
    </ScrolledTable>
  );
}
