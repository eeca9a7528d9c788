"""Where figures are from, as pages and files name it."""

from __future__ import annotations

from dashboard.words.language import later

CASE_SYSTEMS = later("The municipality's own case systems, by Sagspuls")
COMPLAINTS = later("The municipality's own register of complaints and case systems, by Sagspuls")
REGISTERS = later("The municipality's own registers of follow-up, by Sagspuls")
CATALOGUES = later("The departments' own catalogues of services, by Sagspuls")
HARMONISATION = later(
    "The departments' own catalogues, registers of grants and case systems, by Sagspuls"
)
GRANTS = later("The departments' own registers of grants, by Sagspuls")
AUDITS = later("The municipality's own audit forms and case systems, by Sagspuls")
SURVEYS = later("The municipality's own surveys of citizens and caseworkers, by Sagspuls")
COOPERATION = later("The municipality's own registers of the framework agreement, by Sagspuls")
ECONOMY = later("The municipality's own budgets and published figures, by Sagspuls")
