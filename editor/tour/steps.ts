/** A step of the way around: what is pointed at, and what is said of it. */
export interface TourStep {
  /** The first of these that there is. */
  readonly elements: readonly string[];
  readonly title: string;
  readonly description: string;
}

/** Change a rate, see the effect, find a losing partner, save, submit. */
export const STEPS: readonly TourStep[] = [
  {
    elements: ['section[aria-label="registrationCommission"]', 'section[data-parameter]'],
    title: '1. Change a rate',
    description:
      'Every number of the program stands here. Drag one, or type another: it is a draft of your own, and nothing comes of it yet.',
  },
  {
    elements: ['[aria-label="What is paid"]'],
    title: '2. See the effect',
    description: 'The whole history is decided again under your draft, to the cent. This is what it pays, beside what is in force.',
  },
  {
    elements: ['[aria-label="Partners"]'],
    title: '3. Find a losing partner',
    description:
      'Who wins, and who loses. Open one: each of its deals is decided both ways, with the first condition marked where they part.',
  },
  {
    elements: ['[role="status"][data-kind]'],
    title: '4. It is saved',
    description: 'After every pause in typing. Two people never overwrite each other unseen.',
  },
  {
    elements: ['[data-tour="submit"]'],
    title: '5. Submit',
    description: 'With what it costs as evidence. Somebody else approves it; until then nothing changes for any partner.',
  },
];

/** What a step points at; undefined: it isn't there yet. */
export function placeOf({ elements }: TourStep): Element | undefined {
  for (const selector of elements) {
    const found = document.querySelector(selector);
    if (found !== null) return found;
  }
  return undefined;
}
