"""Every table of the product, as SQLModel classes; names are singular, keys are 64-bit integers.

Importing this package registers all tables with the one metadata that migrations compare against.
"""

from engine.store.tables.accounts import (
    AccessToken,
    RecoveryCode,
    SecondFactor,
    SecondFactorDemand,
    SignInAttempt,
    SignInSession,
)
from engine.store.tables.around import CaseLikeness, CaseLink, SharedDocument
from engine.store.tables.audit import AuditAnchor, AuditChain, AuditEvent, AuditPayload
from engine.store.tables.deployment import (
    DecisionDefinition,
    DecisionRequirements,
    Deployment,
    FormDefinition,
    PlannedDeployment,
    ProcessDefinition,
)
from engine.store.tables.desk import CaseMember, CaseRole, Notice, StartDraft
from engine.store.tables.dispatch import Dispatch
from engine.store.tables.documents import Document, DocumentReader, DocumentText, DocumentUpload
from engine.store.tables.editing import EditAddress, EditedFile, EditSave
from engine.store.tables.identity import SenderIdentity
from engine.store.tables.instance import DecisionInstance, ElementInstance, LoopItem, ProcessInstance, Variable
from engine.store.tables.intake import AxisAnswer, AxisMessage
from engine.store.tables.law import CalendarDay, CodeItem, LawVersion, LegalRuleRow, WorkingCalendar
from engine.store.tables.mail import MailChoice, MailMessage
from engine.store.tables.note import CaseNote
from engine.store.tables.organisation import Authorization, GroupMember, Person, Substitution, Unit
from engine.store.tables.register import NumberAllocation, NumberSeries, RegisterEntry
from engine.store.tables.report import ConfirmedFigure, PetitionReport
from engine.store.tables.signing import SigningAgent, SigningPairing, SigningRequest
from engine.store.tables.system import ClockSetting, CommandReceipt
from engine.store.tables.work import (
    BufferedMessage,
    EventDelivery,
    Incident,
    Job,
    MessageCorrelation,
    MessageSubscription,
    SignalSubscription,
    StartedByMessage,
    StartFailure,
    StartSubscription,
    TaskUrging,
    Timer,
    UserTask,
)

__all__ = [
    "AccessToken",
    "AuditAnchor",
    "AuditChain",
    "AuditEvent",
    "AuditPayload",
    "Authorization",
    "AxisAnswer",
    "AxisMessage",
    "BufferedMessage",
    "CalendarDay",
    "CaseLikeness",
    "CaseLink",
    "CaseMember",
    "CaseNote",
    "CaseRole",
    "ClockSetting",
    "CodeItem",
    "CommandReceipt",
    "ConfirmedFigure",
    "DecisionDefinition",
    "DecisionInstance",
    "DecisionRequirements",
    "Deployment",
    "Dispatch",
    "Document",
    "DocumentReader",
    "DocumentText",
    "DocumentUpload",
    "EditAddress",
    "EditSave",
    "EditedFile",
    "ElementInstance",
    "EventDelivery",
    "FormDefinition",
    "GroupMember",
    "Incident",
    "Job",
    "LawVersion",
    "LegalRuleRow",
    "LoopItem",
    "MailChoice",
    "MailMessage",
    "MessageCorrelation",
    "MessageSubscription",
    "Notice",
    "NumberAllocation",
    "NumberSeries",
    "Person",
    "PetitionReport",
    "PlannedDeployment",
    "ProcessDefinition",
    "ProcessInstance",
    "RecoveryCode",
    "RegisterEntry",
    "SecondFactor",
    "SecondFactorDemand",
    "SenderIdentity",
    "SharedDocument",
    "SignInAttempt",
    "SignInSession",
    "SignalSubscription",
    "SigningAgent",
    "SigningPairing",
    "SigningRequest",
    "StartDraft",
    "StartFailure",
    "StartSubscription",
    "StartedByMessage",
    "Substitution",
    "TaskUrging",
    "Timer",
    "Unit",
    "UserTask",
    "Variable",
    "WorkingCalendar",
]
