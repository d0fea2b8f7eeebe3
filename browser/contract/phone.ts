/** What a lone worker's phone and the server say to each other, by the names that its pages use. */
import type { Schema } from './api';

export type PhoneSession = Schema['PhoneSession'];
export type PhoneAlert = Schema['PhoneAlertShape'];
/** All that a phone is told, and the whole of it with each answer. An alert is null when there is none, or it is over for this phone. */
export type PhoneState = Omit<Schema['PhoneShape'], 'centre'> & { readonly centre: Required<Schema['CentreShape']> };

export type PinPurpose = Schema['Purpose'];
/** The same for the safe and for the duress PIN. `at`: when it was heard; with "later", from when on to try again. */
export type PinAnswer = Required<Schema['PinTaken']>;

export interface Position {
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracy_m: number;
}
