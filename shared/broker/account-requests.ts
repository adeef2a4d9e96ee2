// What changes an account of this computer itself: `PATCH` and `DELETE /v1/accounts/{account}`.
import { AccountLabel } from '../model/account'
import { CommonRequest } from './requests'

export const RenameAccountRequest = CommonRequest.extend({ label: AccountLabel })
