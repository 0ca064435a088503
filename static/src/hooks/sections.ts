import type { ConfigurationView, Section } from '../wire';

export type SectionKind = Section['kind'];
type Contents = { readonly [Each in Section as Each['kind']]: Each['content'] };
export type ContentOf<Kind extends SectionKind> = Contents[Kind];

/** A section as it is saved; none when there is no such section. */
export function savedSection(configuration: ConfigurationView, name: string): Section | null {
  const [kind, first = '', second = ''] = name.split(':');
  switch (kind) {
    case 'settings':
      return { kind, content: configuration.settings };
    case 'events':
      return { kind, content: configuration.events };
    case 'restrictions':
      return { kind, content: configuration.restrictions };
    case 'project':
      return section('project', configuration.projects.find((project) => project.id === first));
    case 'side':
      return section('side', configuration.sides.find((side) => side.connection === first));
    case 'fields':
      return section('fields', configuration.objects.find((object) => object.object === first)?.fields);
    case 'mapping': {
      const mappings = configuration.objects.find((object) => object.object === second)?.mappings;
      return section('mapping', mappings?.find((mapping) => mapping.project === first)?.mapping);
    }
    case 'rules':
      return section('rules', configuration.rules.find((each) => each.project === first)?.rules);
    case 'roles':
      return section('roles', configuration.roles.find((each) => each.project === first)?.roles);
    default:
      return null;
  }
}

function section<Kind extends SectionKind>(kind: Kind, content: ContentOf<Kind> | undefined): Section | null {
  return content === undefined ? null : ({ kind, content } as Section);
}

/** Whether two values of the wire say the same, whatever the order of their members. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => key in other && sameValue(one[key as keyof typeof one], other[key as keyof typeof other]))
  );
}
