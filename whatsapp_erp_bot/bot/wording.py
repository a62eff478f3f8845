# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What the channel says went wrong, as a sentence for a person.

Contract: `reason` never raises, and gives words in the current language. The channel itself knows no languages: its
sentences are marked there and translated here. What nobody foresaw is named by its kind only; its details are in the
Error Log.
"""

from frappe import _

from whatsapp_erp_bot.exceptions import BotError
from whatsapp_erp_bot.whatsapp.errors import ConfigurationError, NotAnId, WhatsAppError, plain_reason
from whatsapp_erp_bot.whatsapp.limits import LimitError


def reason(error: Exception) -> str:
	"""Why something could not be sent, fetched or asked."""
	if isinstance(error, LimitError):
		parts = {key: _(words) for key, words in error.translated.items()}
		return _(error.sentence).format(**error.values, **parts)
	if isinstance(error, ConfigurationError | NotAnId) and error.message:
		return _(error.message)
	if isinstance(error, WhatsAppError):
		return _(plain_reason(error))
	if isinstance(error, BotError):
		return str(error)
	return _("The bot has a fault here ({0}); see the Error Log.").format(type(error).__name__)
