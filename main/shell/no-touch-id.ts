import { AppError } from '../../shared/errors'
import type { TouchId } from '../core/ports'

/** Of a host that has no sensor to ask. */
export const noTouchId: TouchId = {
  isThere: () => false,
  prompt: () => Promise.reject(new AppError('lock/touch-id-refused', 'There is no Touch ID here.')),
}
