/** What names an activity in a program. */
export interface ActivityName {
  readonly source: string;
  readonly id: string;
}

export const nameOf = ({ source, id }: ActivityName): string => `${source}\0${id}`;
