import { binaryPropertyName } from '../../fields/binary';
import { domainId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { WithFiles } from '../../operation/output';
import { safeFileName } from '../../transport/download';
import { path } from '../../transport/path';

export const getZoneFile = defineOperation({
	name: 'Get Zone File',
	action: 'Get zone file of domain',
	description: 'Download the DNS records as a zone file to import at your DNS provider',
	api: 'domains.getZoneFile',
	fields: { scope: scope('organization', 'pod'), domainId, binaryPropertyName },
	async run({ scope, domainId, binaryPropertyName }, { api, item }) {
		const zone = await api.get<string>(path`${scope}/domains/${domainId}/zone-file`);
		const file = await item.context.helpers.prepareBinaryData(
			Buffer.from(zone),
			safeFileName(`${domainId}.zone`, 'domain.zone'),
			'text/dns',
		);
		return new WithFiles({ domain_id: domainId, zone_file: zone }, { [binaryPropertyName]: file });
	},
});
