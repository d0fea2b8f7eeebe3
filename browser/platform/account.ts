/** One's own password and second factor. */
import type { Schema } from '../contract/api';
import { ask, newKey, post } from './api';

export type SecondFactorState = Schema['SecondFactorState'];
export type SecondFactorBegun = Schema['SecondFactorBegun'];

/** One's other browsers are signed out by it. */
export const changePassword = async (current: string, fresh: string, key: string): Promise<void> => {
  await post('/password', key, { current, new: fresh });
};

export const readSecondFactor = async (): Promise<SecondFactorState> => (await ask('GET', '/second-factor', {})) as SecondFactorState;
/** Tells the secret, this once. Nothing is asked for at the sign-in until a code has confirmed it. */
export const beginSecondFactor = async (): Promise<SecondFactorBegun> => (await post('/second-factor', newKey(), {})) as SecondFactorBegun;
/** Turns it on, and gives the codes on paper. */
export const confirmSecondFactor = async (code: string): Promise<readonly string[]> => ((await post('/second-factor/confirm', newKey(), { code })) as Schema['PaperCodes']).paper_codes;
export const endSecondFactor = async (code: string): Promise<void> => {
  await post('/second-factor/off', newKey(), { code });
};
