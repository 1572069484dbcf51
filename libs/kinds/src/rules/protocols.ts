/** What a port of a Pod or Service may speak. */
export const protocols = ['SCTP', 'TCP', 'UDP'];
