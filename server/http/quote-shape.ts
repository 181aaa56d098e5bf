import { MAX_EARLIER, MAX_OTHER_PARTNERS, MAX_QUOTES } from './limits.ts';

/**
 * The shape of what is asked, checked before anything is read. Partners and activities inside are
 * checked against the program (facts/intake.ts), once.
 */
export const QUOTE_SHAPE = {
  title: 'QuoteRequest',
  type: 'object',
  additionalProperties: false,
  required: ['partner', 'activity'],
  properties: {
    partner: {
      anyOf: [{ type: 'object' }, { type: 'string', minLength: 1, maxLength: 200 }],
      description:
        'The partner who asks, with its enrollments. Or its id, where what it did is recorded here: then the quote is what recording the activity would give, and nothing else goes along.',
    },
    otherPartners: {
      type: 'array',
      maxItems: MAX_OTHER_PARTNERS,
      items: { type: 'object' },
      description: 'Other partners who take part in the activities, or hold what the partner asks for.',
    },
    earlier: {
      type: 'array',
      maxItems: MAX_EARLIER,
      items: { type: 'object' },
      description: 'What happened before, in any order: the history that the program looks back on.',
    },
    activity: { type: 'object', description: 'The activity to decide. It comes after all earlier ones.' },
    explain: {
      enum: [true, false, 'sentences'],
      default: false,
      description: 'true: with the whole reasoning; "sentences": in sentences too.',
    },
  },
} as const;

/** Quotes are looked at one by one, so that a bad one spoils none of the others. */
export const BATCH_SHAPE = {
  title: 'QuoteBatchRequest',
  type: 'object',
  additionalProperties: false,
  required: ['quotes'],
  properties: {
    quotes: { type: 'array', minItems: 1, maxItems: MAX_QUOTES },
    explain: { ...QUOTE_SHAPE.properties.explain, description: 'For quotes that say nothing of it themselves.' },
  },
} as const;
