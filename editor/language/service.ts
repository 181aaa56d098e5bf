import type { Diagnostic } from '../../server/engine/program/diagnostic.ts';
import type { SourceFile } from '../../server/engine/program/source.ts';
import { complete } from './complete.ts';
import { completeField, type FieldCompletion, type FieldPlace } from './complete-field.ts';
import type { Context } from './context.ts';
import { diagnose, ScenarioCheck } from './diagnose.ts';
import { ProgramFiles } from './files.ts';
import { fixes } from './fixes.ts';
import { format } from './format.ts';
import { formulaColours } from './formula-colours.ts';
import { hover } from './hover.ts';
import { KnowledgeOf } from './knowledge.ts';
import { lenses, type SimulationFigures } from './lenses.ts';
import type { Completion, Fix, FormulaToken, Hover, Lens, Outlined, Place, Renaming, Signature, Span } from './model.ts';
import { definition, renamable, rename, uses } from './navigate.ts';
import { outline } from './outline.ts';
import { signature } from './signature.ts';
import { type HistorySpread, type Spread, spreadByFact } from './spread.ts';
import { Symbols } from './symbols.ts';

export interface LanguageOptions {
  /** For numbers in hovers and lenses, as BCP 47 has it. */
  readonly locale?: string;
}

/**
 * The language of program documents, over the files of one draft: all that an editor asks of it, from text and
 * position. It knows neither Monaco nor a page; files are paths of a draft, offsets those of their texts.
 */
export interface Language {
  /** All files of the draft, in place of those before. */
  replace(files: readonly SourceFile[]): void;
  /** The new text of one file; left out: the file is gone. */
  update(path: string, text?: string): void;
  /** How the facts of the chosen history spread; left out: none is chosen. */
  setSpread(history?: HistorySpread): void;
  /** What a simulation of the draft found of each rule; left out: there is none. */
  setFigures(figures?: SimulationFigures): void;
  /** All that is wrong, in all files, in document order. */
  diagnose(): readonly Diagnostic[];
  fixes(diagnostic: Diagnostic): readonly Fix[];
  complete(path: string, offset: number): readonly Completion[];
  /** The same for a field that shows a text of a file by itself; `cursor` is an offset in that text. */
  completeField(place: FieldPlace, cursor: number): readonly FieldCompletion[];
  hover(path: string, offset: number): Hover | undefined;
  /** The function whose arguments are being written there. */
  signature(path: string, offset: number): Signature | undefined;
  /** Where the name at a place is given its meaning; a gate or an incentive by all rules that decide it. */
  definition(path: string, offset: number): readonly Place[];
  /** Wherever the name stands, its declaration included. */
  uses(path: string, offset: number): readonly Place[];
  /** The name that renaming at this place would replace. */
  renamable(path: string, offset: number): (Span & { readonly name: string }) | undefined;
  rename(path: string, offset: number, name: string): Renaming;
  /** The file in house format; undefined where it is no JSON. */
  format(path: string): string | undefined;
  lenses(path: string): readonly Lens[];
  /** What stands in a file, to go to by name. */
  outline(path: string): readonly Outlined[];
  colours(path: string): readonly FormulaToken[];
}

export function createLanguage({ locale = 'en' }: LanguageOptions = {}): Language {
  const files = new ProgramFiles();
  const symbols = new Symbols(files);
  const knowledge = new KnowledgeOf(files);
  const scenarios = new ScenarioCheck(files);
  let spread: Spread = spreadByFact(undefined);
  let figures: SimulationFigures | undefined;
  const context: Context = {
    files,
    symbols,
    locale,
    get spread() {
      return spread;
    },
    knowledge: () => knowledge.now(),
  };
  return {
    replace: (all) => files.replace(all),
    update: (path, text) => files.update(path, text),
    setSpread: (history) => {
      spread = spreadByFact(history);
    },
    setFigures: (of) => {
      figures = of;
    },
    diagnose: () => diagnose(files, scenarios),
    fixes: (diagnostic) => fixes(context, diagnostic),
    complete: (path, offset) => complete(context, path, offset),
    completeField: (place, cursor) => completeField(context, place, cursor),
    hover: (path, offset) => hover(context, path, offset),
    signature: (path, offset) => signature(context, path, offset),
    definition: (path, offset) => definition(context, path, offset),
    uses: (path, offset) => uses(context, path, offset),
    renamable: (path, offset) => renamable(context, path, offset),
    rename: (path, offset, name) => rename(context, path, offset, name),
    format: (path) => {
      const file = files.get(path);
      return file && format(file.text);
    },
    outline: (path) => outline(files, path),
    lenses: (path) => lenses(context, path, figures),
    colours: (path) => formulaColours(files, path),
  };
}
