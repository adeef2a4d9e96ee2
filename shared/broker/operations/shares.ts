// Shares: sockets beside Signet's own, each of which gives one token.
import { asksPerson, namesAccount, operation, whoAsks } from '../operation'
import { CommonRequest } from '../requests'
import { OpenShareRequest, ShareReply, SharesReply } from '../share-requests'

export const shareOperations = {
  shares: operation('shares', {
    summary: 'Lists the shares that are open.',
    body: CommonRequest,
    reply: SharesReply,
    whileLocked: true,
  }),
  openShare: operation('openShare', {
    summary: 'Opens a socket that gives one token of one account for a time; asks the person.',
    body: OpenShareRequest,
    reply: ShareReply,
    problems: [...namesAccount, ...asksPerson, 'sign_in_required'],
  }),
  endShare: operation('endShare', {
    summary: 'Ends a share at once.',
    body: CommonRequest,
    reply: ShareReply,
    whileLocked: true,
    problems: whoAsks,
  }),
} as const
