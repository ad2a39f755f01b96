; Part of the Windows installer. What the app itself had written to the registry goes with it; people's settings stay.
!macro customUnInstall
  DeleteRegKey HKCU "Software\Classes\watchfloor"
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "io.watchfloor.Watchfloor"
  ${ifNot} ${isUpdated}
    MessageBox MB_OK|MB_ICONINFORMATION "Your settings and inbox of Watchfloor stay, in $APPDATA\Watchfloor. Delete that folder to be rid of them." /SD IDOK
  ${endIf}
!macroend
