import type { Translate } from '../../../locale/texts';
import type { ConfigurationView } from '../../../wire';

/** What a section of the configuration is called. */
export function sectionWords(name: string, configuration: ConfigurationView, t: Translate): string {
  const [kind, first = '', second = ''] = name.split(':');
  switch (kind) {
    case 'settings':
    case 'events':
    case 'restrictions':
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
    default:
      return name;
  }
}

function projectWords(id: string, { projects }: ConfigurationView): string {
  return projects.find((project) => project.id === id)?.key ?? id;
}

function objectWords(name: string, { objects }: ConfigurationView): string {
  return objects.find((object) => object.object === name)?.label ?? name;
}
