/** The types that cross between the core and the pages, as the core declares them. */
export type * from '../../host/src/core/core';
