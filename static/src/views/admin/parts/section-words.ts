import type { PlainKey, Translate } from '../../../locale/texts';
import { en } from '../../../texts/en';
import type { Change, ObjectConfiguration, ProjectConfiguration } from '../../../wire';

/** What sections are named after: the projects and objects of a configuration. */
export interface Named {
  readonly projects: readonly Pick<ProjectConfiguration, 'id' | 'key'>[];
  readonly objects: readonly Pick<ObjectConfiguration, 'object' | 'label'>[];
}

/** What a section of the configuration is called. */
export function sectionWords(name: string, configuration: Named, t: Translate): string {
  const [kind, first = '', second = ''] = name.split(':');
  switch (kind) {
    case 'settings':
    case 'events':
    case 'restrictions':
    case 'objects':
      return t(`section.${kind}`);
    case 'project':
      return t('section.project', { project: projectWords(first, configuration) });
    case 'side':
      return t('section.side');
    case 'fields':
      return t('section.fields', { object: objectWords(first, configuration) });
    case 'mapping':
      return first === '*'
        ? t('section.mapping', { object: objectWords(second, configuration) })
        : t('section.mappingIn', {
            object: objectWords(second, configuration),
            project: projectWords(first, configuration),
          });
    case 'rules':
      return first === '*' ? t('section.rules') : t('section.rulesIn', { project: projectWords(first, configuration) });
    case 'roles':
      return first === '*' ? t('section.roles') : t('section.rolesIn', { project: projectWords(first, configuration) });
    default:
      return name;
  }
}

/** How the paths of lookups begin that are linked by themselves. */
const RELATED = 'related.';

/** What a thing in a section is called, where the page that edits it has a word for it. */
export function pathWords({ section, path }: Change, t: Translate): string {
  if (path.startsWith(RELATED)) return t('path.related', { field: path.slice(RELATED.length) });
  const prefix = section.startsWith('roles:') ? 'roles.action' : section === 'events' ? 'events.event' : section === 'settings' ? 'settings' : 'path';
  const key = `${prefix}.${path}`;
  return key in en ? t(key as PlainKey) : path;
}

function projectWords(id: string, { projects }: Named): string {
  return projects.find((project) => project.id === id)?.key ?? id;
}

function objectWords(name: string, { objects }: Named): string {
  return objects.find((object) => object.object === name)?.label ?? name;
}
