import { FORMULA_FUNCTIONS, type FormulaFunction } from '../../server/engine/formula/model.ts';

export const isFormulaFunction = (name: string): name is FormulaFunction => FORMULA_FUNCTIONS.some((known) => known === name);
