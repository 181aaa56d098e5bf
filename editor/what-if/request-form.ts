import type { SimulationRequest } from './queries.ts';

/** A candidate as it is put together on the screen. */
export interface CandidateForm {
  readonly key: string;
  readonly name: string;
  /** The baseline with settings, a draft, or another program. */
  readonly of: 'baseline' | 'draft' | 'program';
  readonly draft: string | null;
  readonly program: string | null;
  readonly set: readonly Setting[];
}

export interface Setting {
  readonly key: string;
  readonly path: string;
  readonly value: string;
}

export interface RequestForm {
  readonly baseline: string;
  readonly history: string;
  readonly candidates: readonly CandidateForm[];
  readonly from: string;
  readonly through: string;
  readonly inForceFrom: string;
  readonly partnerTypes: readonly string[];
  readonly regions: readonly string[];
  readonly segments: readonly string[];
}

export const newCandidate = (place: number): CandidateForm => ({
  key: crypto.randomUUID(),
  name: `candidate-${place}`,
  of: 'baseline',
  draft: null,
  program: null,
  set: [newSetting()],
});

export const newSetting = (): Setting => ({ key: crypto.randomUUID(), path: '', value: '' });

/** As POST /v1/simulations takes it. Counts and days are whole numbers there, all else text. */
export function requestOf(form: RequestForm, typeOf: (path: string) => string | undefined): SimulationRequest {
  const { from, through, inForceFrom, partnerTypes, regions, segments } = form;
  const dates = { ...(from !== '' && { from }), ...(through !== '' && { through }) };
  const filter = {
    ...(Object.keys(dates).length > 0 && { dates }),
    ...(partnerTypes.length > 0 && { partnerTypes }),
    ...(regions.length > 0 && { regions }),
    ...(segments.length > 0 && { segments }),
  };
  const request = {
    baseline: { program: form.baseline },
    candidates: form.candidates.map((candidate) => candidateOf(candidate, typeOf)),
    history: form.history,
    ...(inForceFrom !== '' && { inForceFrom }),
    ...(Object.keys(filter).length > 0 && { filter }),
  };
  return request as unknown as SimulationRequest;
}

function candidateOf({ name, of, draft, program, set }: CandidateForm, typeOf: (path: string) => string | undefined): object {
  const values = set
    .filter(({ path, value }) => path !== '' && value.trim() !== '')
    .map(({ path, value }) => [path, valueFor(value.trim(), typeOf(path))]);
  return {
    name: name.trim(),
    ...(of === 'baseline' ? { of: 'baseline' } : of === 'draft' ? { draft } : { program }),
    ...(values.length > 0 && { set: Object.fromEntries(values) as object }),
  };
}

const valueFor = (text: string, type: string | undefined): string | number =>
  (type === 'count' || type === 'days') && /^-?\d{1,15}$/.test(text) ? Number(text) : text;
