import { Command } from 'commander';
import { auditCertificateCommand } from './audit-certificate.ts';
import { auditDocumentsCommand } from './audit-documents.ts';
import { auditExportCommand } from './audit-export.ts';
import { auditProvCommand } from './audit-prov.ts';
import { auditVerifyCommand } from './audit-verify.ts';
import { auditWalkCommand } from './audit-walk.ts';

/** `audit`: what a chain proves to somebody who has neither a node nor a network. */
export function auditCommand(): Command {
	return new Command('audit')
		.description('bundles of evidence: export them from a stopped node, verify them anywhere')
		.addCommand(auditExportCommand())
		.addCommand(auditVerifyCommand())
		.addCommand(auditWalkCommand())
		.addCommand(auditDocumentsCommand())
		.addCommand(auditProvCommand())
		.addCommand(auditCertificateCommand());
}
