import type { Direction, FieldMapping, Policy, Source } from '../../../wire';

export const POLICIES = ['salesforceWins', 'jiraWins', 'latestWins', 'ask'] as const satisfies readonly Policy[];

/** The direction of a field; what is not said is as a field begins. */
export function directionOf({ direction }: FieldMapping): Direction {
  return direction ?? 'creation';
}

export function goesToJira(field: FieldMapping): boolean {
  const direction = directionOf(field);
  return direction === 'toJira' || direction === 'both';
}

export function goesToSalesforce(field: FieldMapping): boolean {
  return directionOf(field) !== 'toJira';
}

/** The directions that a kind of source can have: what has no Jira field of its own cannot go to Jira. */
export function directionsOf(source: Source): readonly Direction[] {
  switch (source.kind) {
    case 'field':
    case 'picklist':
    case 'lookup':
      return ['creation', 'toSalesforce', 'toJira', 'both'];
    case 'constant':
    case 'template':
      return ['creation', 'toSalesforce'];
    case 'nothing':
      return ['creation'];
    default:
      return source satisfies never;
  }
}

/** The field with another source; a direction that it cannot have goes with the one before. */
export function withSource(field: FieldMapping, source: Source): FieldMapping {
  const direction = directionOf(field);
  return { ...field, source, direction: directionsOf(source).includes(direction) ? direction : 'creation' };
}
